"""The commands there are, each a module of this room that declares its arguments and imports its rooms when it runs."""

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

NAMES = (
    "account",
    "city",
    "clean",
    "compare",
    "contract",
    "demo",
    "doctor",
    "evidence",
    "fetch",
    "fieldwork",
    "follow-up",
    "held",
    "load",
    "nightly",
    "pack",
    "round",
    "score",
    "sensors",
    "serve",
    "share",
    "source",
    "synth",
    "train",
    "verify-audit",
)


def asked(arguments: Sequence[str]) -> list[ModuleType]:
    """The module of the command that `arguments` begin with; all of them where they begin with none (`--help`).

    Whoever runs one command waits for no other's imports: a twentieth of a second of each start.
    """
    first = arguments[0] if arguments else ""
    return [module(name) for name in ([first] if first in NAMES else NAMES)]


def module(name: str) -> ModuleType:
    """The module of this room that declares the command `name`."""
    return import_module("." + name.replace("-", "_"), __package__)

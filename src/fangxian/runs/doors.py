"""What door sensors need of the machine: the files of a broker for them."""

import getpass
import os
import secrets
from pathlib import Path

from fangxian.isolation import broker, queries


def set_broker_up(folder: Path, *, host: str, port: int) -> int:
    """Writes the files of a broker for the devices that are registered; answers how many. The platform's password stays
    as it is where it is there already; passwords are their owner's alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = folder / "platform"
    if not own.exists():
        _write(own, secrets.token_hex(32) + "\n")
    keys = queries.keys()
    _write(folder / "passwords", broker.passwords([(broker.PLATFORM, own.read_text("utf-8").strip()), *keys]))
    _write(folder / "rights", broker.rights())
    _write(folder / "mosquitto.conf", broker.settings(port=port, folder=str(folder), user=getpass.getuser(), host=host))
    return len(keys)


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and nobody else's to read."""
    draft = path.with_suffix(".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)

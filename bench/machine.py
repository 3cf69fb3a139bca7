"""What the figures were measured on: a figure without its machine is no figure."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("fangxian", "duckdb", "pyarrow", "sqlglot", "splink", "pyspark")


def described() -> str:
    """One line: processor, cores, memory, system, versions."""
    parts = [
        f"{cores()} cores of {_processor()}",
        f"{memory_gb():.0f} GB",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
    ]
    return ", ".join(parts + [f"{name} {found}" for name in PACKAGES if (found := _version(name))])


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0))


def memory_gb() -> float:
    """The machine's memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None

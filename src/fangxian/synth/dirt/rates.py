"""The rates of dirt: what `data/dirt.toml` says, and what a file of the user's overrides."""

import tomllib
from pathlib import Path

from fangxian.lib.fault import Fault
from fangxian.synth import wordlists

#: Table -> kind -> rate.
Rates = dict[str, dict[str, float]]
DEFAULT = wordlists.DATA / "dirt.toml"


def load(override: Path | None = None) -> Rates:
    """The rates, with those of `override` put over ours. Raises a Fault that names the table and kind that is wrong."""
    rates = _read(DEFAULT)
    if override is None:
        return rates
    for table, kinds in _read(override).items():
        if table not in rates:
            raise _wrong(override, f"[{table}]", "there is no such table", "没有这个表")
        for kind, rate in kinds.items():
            if kind not in rates[table]:
                raise _wrong(override, f"{table}.{kind}", "there is no such kind of dirt", "没有这种问题")
            rates[table][kind] = rate
    for table, kinds in rates.items():
        if sum(kinds.values()) > 1:
            raise _wrong(
                override, f"[{table}]", "the rates of one table add up to more than 1", "同一表内各比率之和超过 1"
            )
    return rates


def _read(path: Path) -> Rates:
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise _wrong(path, "file", "it is not there", "文件不存在") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise _wrong(path, "file", "it is not TOML", "不是 TOML 文件") from None
    rates: Rates = {}
    for table, kinds in said.items():
        if not isinstance(kinds, dict):
            raise _wrong(path, table, "a rate must stand in a table such as [number]", "比率须写在表内，如 [number]")
        for kind, rate in kinds.items():
            if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 1:
                raise _wrong(path, f"{table}.{kind}", "a rate is a number from 0 to 1", "比率须为 0 到 1 的数")
            rates.setdefault(table, {})[kind] = float(rate)
    return rates


def _wrong(path: Path, where: str, en: str, zh: str) -> Fault:
    return Fault(f"{path.name}: {where}: {en}.", f"{path.name}：{where}：{zh}。")

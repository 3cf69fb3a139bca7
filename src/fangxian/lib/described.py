"""A table of a TOML file as a dataclass: a line that is missing, unknown or of another kind is a Fault by its name."""

import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from fangxian.lib.fault import Fault


@dataclass(frozen=True)
class Table:
    """What stands in a file at `where`. `spelled`: words of the file that are words of the language -> fields."""

    path: Path
    where: str = ""
    spelled: Mapping[str, str] = types.MappingProxyType({})

    def read[T](self, made: type[T], table: object, **given: Any) -> T:
        """The dataclass; `given` are fields that do not stand in the file. Raises a Fault that names the line."""
        if not isinstance(table, dict):
            raise self.wrong("it is a table of its own", "须为一张表")
        wanted = {one.name: one for one in fields(made)}  # type: ignore[arg-type]
        said = {self.spelled[key] if self.spelled.get(key) in wanted else key: value for key, value in table.items()}
        for key in said:
            if key not in wanted or key in given:
                raise self._at(key).wrong("there is no such line", "没有这一项")
        for key, one in wanted.items():
            if key in said:
                given[key] = self._at(key)._value(one.type, said[key])
            elif key not in given and one.default is MISSING and one.default_factory is MISSING:
                raise self._at(key).wrong("this line is missing", "缺少这一项")
        return made(**given)

    def wrong(self, en: str, zh: str) -> Fault:
        """The fault of what stands here."""
        return wrong(self.path, self.where, en, zh)

    def _at(self, key: str) -> "Table":
        return Table(self.path, f"{self.where}.{key}".lstrip("."), self.spelled)

    def _value(self, kind: Any, value: object) -> object:
        """The value as the class has it."""
        if get_origin(kind) in (Union, types.UnionType):
            (kind,) = (one for one in get_args(kind) if one is not type(None))
        origin = get_origin(kind) or kind
        if isinstance(origin, type) and is_dataclass(origin):
            return self.read(origin, value)
        if origin is tuple and isinstance(value, list) and all(isinstance(one, str | int) for one in value):
            return tuple(map(str, value))
        if origin is Mapping and isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
            return types.MappingProxyType(dict(value))
        if origin is float and isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        if origin in (str, int, bool) and type(value) is origin:
            return value
        called = getattr(origin, "__name__", "table") + (" of texts" if get_args(kind) else "")
        raise self.wrong(f"it is of another kind ({called} is wanted)", f"类型不对（应为 {called}）")


def loaded(path: Path) -> dict[str, Any]:
    """A TOML file as plain data. Raises a Fault for one that cannot be read or is none."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise wrong(path, "", "it cannot be read; check the path", "无法读取，请检查路径") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise wrong(path, "", "it is not TOML", "不是 TOML 文件") from error


def wrong(path: Path, where: str, en: str, zh: str) -> Fault:
    """The fault of a line of a file."""
    return Fault(f"{path.name}{': ' * bool(where)}{where}: {en}.", f"{path.name}{'：' * bool(where)}{where}：{zh}。")

"""What is agreed with the department that has the data: a TOML file each, every line judged (docs/sources.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fangxian.contracts import library
from fangxian.intake import drift
from fangxian.intake.library.upstream import SPELLED
from fangxian.intake.sources import drop, naming
from fangxian.intake.sources.drop import Drop
from fangxian.intake.sources.naming import Taking
from fangxian.intake.sources.served import Served, judge
from fangxian.lib import own_files
from fangxian.lib.described import Table, loaded, wrong
from fangxian.lib.fault import Fault

_SUFFIX = ".toml"
_LOOPBACK = ("", "127.0.0.1", "::1", "localhost")
#: Databases by the scheme of their address, each with its driver. Those after MariaDB stand here unverified.
DRIVERS: Mapping[str, str] = {
    "postgresql": "postgresql+psycopg",
    "mariadb": "mariadb+pymysql",
    "mysql": "mysql+pymysql",
    "oracle": "oracle+oracledb",
    "mssql": "mssql+pymssql",
}


@dataclass(frozen=True)
class Database:
    """A table that grows. `cursor`: the columns that together name a row and only ever grow, the coarsest first.

    settles  seconds for which a row must lie before it is read: whoever wrote it may not have finished
    page     rows asked for at once              pages_a_second  how often
    tls_ca   file in PEM with who vouches for it  plain  speaks without TLS on a network that is one's own
    """

    url: str
    table: str
    cursor: tuple[str, ...]
    columns: tuple[str, ...] = ()
    password_file: str = ""
    page: int = 5000
    pages_a_second: float = 20.0
    settles: int = 60
    seconds: int = 120
    tls_ca: str = ""
    plain: bool = False


@dataclass(frozen=True)
class Source:
    """One source. `every` so many minutes it is pulled by itself (0: when somebody does).

    dataset  whose contract its rows keep      whole  each delivery lists everybody: who is no longer on it has left
    short    a delivery waits with fewer than so many per cent of the usual rows (0: never; without it, as `shortest`)
    fields   field of the contract = heading or column, where the contract does not know it by itself
    """

    name: str
    zh: str
    en: str
    dataset: str
    sender: str
    every: int = 0
    whole: bool = False
    short: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    folder: Taking | None = None
    sftp: Drop | None = None
    database: Database | None = None
    http: Served | None = None
    file: Path = field(default=Path(), compare=False)

    @property
    def kind(self) -> str:
        """'folder', 'sftp', 'database', 'http': where its data lie."""
        return next(name for name in KINDS if getattr(self, name) is not None)

    @property
    def shortest(self) -> int:
        """Per cent of the usual rows below which a delivery waits. How many rows a table has since it was last asked
        says nothing, so there it is 0 unless its file says otherwise."""
        if self.short is not None:
            return self.short
        return drift.limits().short if self.kind in DELIVERED else 0


#: Where each delivery is a file that somebody made.
DELIVERED = ("folder", "sftp")
#: The tables of which a file has one.
KINDS = ("folder", "sftp", "database", "http")


def home() -> Path:
    """Where the files lie: FANGXIAN_SOURCES, else `sources` in the installation's folder."""
    return own_files.folder("FANGXIAN_SOURCES", "sources")


def files() -> dict[str, Path]:
    """The files by the names of their sources, in order."""
    return own_files.named(home(), _SUFFIX)


def one(name: str) -> Source:
    """The source of that name. Raises a Fault where there is none, or its file is wrong."""
    known = files()
    if name not in known:
        raise Fault(
            en=f"There is no source '{name}': its file {name}.toml has to lie in {home()}; known are "
            f"{', '.join(known) or 'none'}.",
            zh=f"没有“{name}”这个数据来源：{home()} 中须有 {name}.toml；现有：{'、'.join(known) or '无'}。",
        )
    return _read(known[name])


def _read(path: Path) -> Source:
    said: dict[str, Any] = loaded(path)
    source = Table(path, spelled=SPELLED).read(Source, said, name=path.name.removesuffix(_SUFFIX), file=path)
    kinds = [kind for kind in KINDS if getattr(source, kind) is not None]
    if len(kinds) != 1:
        listed = ", ".join(f"[{kind}]" for kind in KINDS)
        raise wrong(path, "", f"it has one table of {listed}", f"须有且只有一张表：{listed}")
    kept = (*library.registers(), *library.under_outbreak())
    if source.dataset not in kept:
        known = ", ".join(kept)
        raise wrong(path, "dataset", f"a dataset that is kept: {known}", f"须为留存的数据集：{known}")
    if source.whole and library.is_under_outbreak(source.dataset):
        raise wrong(path, "whole", "evidence lists nobody: leave it out", "佐证数据不是名单：请删去此项")
    if source.short is not None and not 0 <= source.short <= 100:
        raise wrong(path, "short", "per cent of the usual rows, 0 to 100", "以往行数的百分之几，0 到 100")
    if source.whole and (source.database is not None or (source.http is not None and source.http.grows)):
        raise wrong(
            path, "whole", "what is read from where it was left lists nobody else: leave whole or grows out",
            "续读的数据不是全量：请删去 whole，或不用 cursor、grows",
        )  # fmt: skip
    if source.every < 0:
        raise wrong(path, "every", "minutes; 0 where somebody pulls", "分钟数；由人工拉取时写 0")
    if source.folder is not None:
        naming.judge(source.folder, path, "folder")
    if source.sftp is not None:
        drop.judge(source.sftp, path)
    if source.database is not None:
        _judge_database(source.database, path)
    if source.http is not None:
        judge(source.http, path, source.dataset)
    return source


def _judge_database(said: Database, path: Path) -> None:
    address = urlsplit(said.url)
    if address.scheme not in DRIVERS:
        listed = ", ".join(f"{scheme}://" for scheme in DRIVERS)
        raise wrong(path, "database.url", f"it begins with one of {listed}", f"须以下列之一开头：{listed}")
    if address.password:
        raise wrong(
            path,
            "database.url",
            "no password stands here; put it into password_file",
            "口令不得写在此处，请用 password_file",
        )
    if address.hostname not in (None, *_LOOPBACK) and not said.tls_ca and not said.plain:
        raise wrong(
            path,
            "database",
            "name tls_ca, or allow this network with plain = true",
            "请写 tls_ca；确为专网时写 plain = true",
        )
    if not said.cursor or not said.table or len(set(said.cursor)) != len(said.cursor):
        raise wrong(path, "database.cursor", "a table, and columns that name a row", "须写表名和能唯一确定一行的游标列")
    if said.columns and not set(said.cursor) <= set(said.columns):
        raise wrong(path, "database.columns", "the columns of the cursor are among them", "须包含游标列")
    if not 1 <= said.page <= 1_000_000 or not 0.01 <= said.pages_a_second <= 1000 or said.settles < 0:
        raise wrong(
            path,
            "database.page",
            "pages of 1 to 1,000,000 rows, at a pace above zero",
            "每页 1 到 100 万行，速率须为正数",
        )

"""What is agreed with the office that runs a library: read from TOML, every line judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from fangxian import contracts
from fangxian.lib.described import Table, loaded, wrong

DEFAULT = Path(__file__).with_name("libraries.toml")
#: Fields of the contract without which a row says nothing of anybody.
NEEDED = ("name", "id_number", "result")
#: How pages follow each other (intake.library.paging), and by which of these a parameter says so.
PAGINGS = ("cursor", "link", "page", "offset", "none")
BY_PARAMETER, NUMBERED = ("cursor", "page", "offset"), ("page", "offset")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_MAY_BE_NOTHING, _MOST = ("limits.rows", "limits.first_wait", "limits.longest_wait"), 1e9
#: What a library's file does not say.
_OURS: Mapping[str, Any] = {"own_names": False, "dataset": "test_results"}
#: Names in the file that are words of the language.
SPELLED = {"from": "start", "to": "end"}


@dataclass(frozen=True)
class Asking:
    """How a page is asked for: the names of the parameters ('' where there is none), and what is sent each time.

    paging   how pages follow each other (intake.library.paging)        first   the number of the first page
    """

    path: str = ""
    method: str = "GET"
    page_size: int = 1000
    size: str = ""
    cursor: str = "cursor"
    paging: str = "cursor"
    first: int = 1
    start: str = ""
    end: str = ""
    round: str = ""
    numbers: str = ""
    numbers_at_once: int = 100
    times: str = "%Y-%m-%d %H:%M:%S"
    always: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answering:
    """Where in the answer's JSON things stand, as names joined by dots; '' for rows: the answer is their list.

    `code` is a field that says whether it is an answer ('' if there is none): `good`, `busy` (ask again) or `refused`.
    """

    rows: str = ""
    next: str = ""
    total: str = ""
    code: str = ""
    good: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """Seconds, bytes, rows and counts. `silence` is between two pieces of an answer, `whole` for all of it.

    `rows` is the most that a page may have (0: twice what is asked); waits grow from `first_wait` to `longest_wait`.
    """

    requests_a_second: float = 5.0
    connect: float = 10.0
    silence: float = 30.0
    whole: float = 120.0
    bytes: int = 32 << 20
    rows: int = 0
    pages: int = 1_000_000
    tries: int = 8
    first_wait: float = 0.5
    longest_wait: float = 60.0
    passes: int = 4


@dataclass(frozen=True)
class Tls:
    """Files in PEM: who may vouch for the library (else whom the machine trusts), and by what we show who we are."""

    ca: str = ""
    certificate: str = ""
    key: str = ""


@dataclass(frozen=True)
class Upstream:
    """One library. `identity`: the fields of a row that together name it, the same whenever it is asked for.

    `fields` maps fields of the contract `test_results` to the library's. `plain_http` allows http:// elsewhere.
    `outside` says that a sample which only this library has was taken elsewhere than in the district. `every` so many
    minutes rounds ask it by themselves (0: when somebody does). The token stands in the header `token_header`, behind
    `token_begins`. `dataset`: whose rows they are; `own_names`: they go under the names that the server gives them.
    """

    name: str
    zh: str
    en: str
    url: str
    asks: str
    identity: tuple[str, ...]
    request: Asking
    reply: Answering
    fields: Mapping[str, str]
    limits: Limits = field(default_factory=Limits)
    tls: Tls = field(default_factory=Tls)
    token_file: str = ""
    plain_http: bool = False
    outside: bool = False
    every: int = 0
    token_header: str = "Authorization"
    token_begins: str = "Bearer "
    own_names: bool = False
    dataset: str = "test_results"

    @property
    def address(self) -> SplitResult:
        """The URL, taken apart."""
        return urlsplit(self.url)

    @property
    def needed(self) -> tuple[str, ...]:
        """Fields without which an answer is not what was agreed."""
        return () if self.own_names else NEEDED

    @property
    def most_rows(self) -> int:
        """The most rows that a page may have."""
        return self.limits.rows or 2 * self.request.page_size


def libraries(path: Path | None = None) -> dict[str, Upstream]:
    """The libraries of a file (ours by default) by their names. Raises a Fault that names the line that is wrong."""
    path = path or DEFAULT
    said = loaded(path)
    if not said:
        raise wrong(path, "", "no library stands in it", "其中没有任何平台")
    return {
        name: judged(Table(path, name, SPELLED).read(Upstream, table, name=name, **_OURS), path)
        for name, table in said.items()
    }


def judged(upstream: Upstream, path: Path = DEFAULT) -> Upstream:
    """The library itself, where what stands in its lines goes together. Raises Fault."""
    name, asked = upstream.name, upstream.request
    refuse_unfit(upstream, path, name)
    if upstream.asks not in ("window", "numbers"):
        raise wrong(path, f"{name}.asks", 'write "window" or "numbers"', "须为 window 或 numbers")
    if upstream.asks == "numbers" and (not asked.numbers or asked.method != "POST"):
        raise wrong(
            path,
            f"{name}.request",
            "numbers go in the body: POST, with `numbers`",
            "号码须放在正文中：POST 并写明 numbers",
        )
    if not asked.path.startswith("/"):
        raise wrong(
            path, f"{name}.request", "GET or POST, and a path such as /results", "须为 GET 或 POST 及 /results 式路径"
        )
    known = [one.name for one in contracts.load("test_results").fields]
    if unknown := sorted(set(upstream.fields) - set(known)):
        raise wrong(
            path, f"{name}.fields.{unknown[0]}", f"fields are {', '.join(known)}", f"可用字段为{'、'.join(known)}"
        )
    if missing := [one for one in NEEDED if not upstream.fields.get(one)]:
        raise wrong(path, f"{name}.fields.{missing[0]}", "this field is needed", "缺少此字段")
    return upstream


def refuse_unfit(upstream: Upstream, path: Path, where: str) -> None:
    """Raises a Fault for what no server can be asked by; `where`: the table of the file."""
    asked, shape = upstream.request, upstream.reply
    _address(upstream, path, f"{where}.url")
    if asked.method not in ("GET", "POST") or "?" in asked.path:
        raise wrong(path, f"{where}.request", "GET or POST, and a path without ?", "须为 GET 或 POST，路径不含 ?")
    if asked.paging not in PAGINGS:
        listed = ", ".join(PAGINGS)
        raise wrong(path, f"{where}.request.paging", f"one of {listed}", f"须为 {listed} 之一")
    if asked.paging in ("cursor", "link") and not shape.next:
        raise wrong(path, f"{where}.reply.next", "say where the next page stands", "请写明下一页在何处")
    if asked.paging == "link" and asked.method != "GET":
        raise wrong(path, f"{where}.request.method", "links are followed by GET", "link 方式须用 GET")
    if not upstream.identity or not all(upstream.identity) or (asked.paging in BY_PARAMETER and not asked.cursor):
        raise wrong(path, f"{where}.identity", "a row must have a name, a page a cursor", "须写明行标识与游标")
    _measures(upstream, path, where)


def _measures(upstream: Upstream, path: Path, where: str) -> None:
    """Numbers that can be counted and waited by."""
    sizes = {f"request.{one}": getattr(upstream.request, one) for one in ("page_size", "numbers_at_once")}
    sizes |= {f"limits.{one.name}": getattr(upstream.limits, one.name) for one in fields(Limits)}
    for line, size in sizes.items():
        least = 0 if line in _MAY_BE_NOTHING else 0.001 if isinstance(size, float) else 1
        if not least <= size <= _MOST:
            raise wrong(path, f"{where}.{line}", "a number above zero", "须为正数")


def _address(upstream: Upstream, path: Path, where: str) -> None:
    """An address that can be asked, and over which a name and a number may go."""
    try:
        address = upstream.address
        _ = address.port
    except ValueError as error:
        raise wrong(path, where, "it is no address", "不是网址") from error
    if address.scheme not in ("http", "https") or not address.hostname or address.query or address.username:
        raise wrong(
            path, where, "write it like https://host/path, without a password", "请写成 https://主机/路径，不含口令"
        )
    if address.scheme == "http" and address.hostname not in _LOOPBACK and not upstream.plain_http:
        raise wrong(
            path, where, "what is of people is asked for over https; plain_http = true allows this network",
            "涉及个人的数据须经 https 获取；确为专网时写 plain_http = true",
        )  # fmt: skip

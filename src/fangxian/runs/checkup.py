"""What is wrong with an installation, and how it is mended: one finding a check, each a sentence in two languages.

A check that cannot be made because an earlier one failed says so itself; none stops the others.
"""

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from django.db.utils import OperationalError

from fangxian.boards import queries as boards
from fangxian.catalogue import queries as catalogue
from fangxian.contracts import library
from fangxian.lake import batches
from fangxian.ledger import queries as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak import queries as outbreaks
from fangxian.registry import queries as registry
from fangxian.runs.nightly import MINUTE, NIGHT

State = Literal["good", "hint", "wrong"]

#: Bytes that have to be free: a load of a district needs about one of them.
ROOM = 2 << 30
#: The night's work is late after a day and the hours it may take; the minute's after an hour of missed minutes.
NIGHT_LATE, MINUTE_LATE = timedelta(hours=26), timedelta(hours=1)
#: The newest Python that is tried.
NEWEST = (3, 14)
#: The oldest PostgreSQL that is supported.
OLDEST = 150_000


@dataclass(frozen=True)
class Finding:
    """What a check found: `wrong` has to be mended, a `hint` may be."""

    check: str
    state: State
    en: str
    zh: str


Check = Callable[[], Iterator[Finding]]


def findings() -> Iterator[Finding]:
    """Makes every check, and tells each that found nothing too."""
    for check in (python, keys, room, assets, tools):
        yield from _checked(check)
    reached = [*_checked(database)]
    yield from reached
    if any(one.state == "wrong" for one in reached):
        return
    for check in (seals, lake, mirror, audit, moments, board, outbox, night):
        yield from _checked(check)


def _checked(check: Check) -> Iterator[Finding]:
    name = check.__name__
    count = 0
    try:
        for found in check():
            count += 1
            yield found
    except Fault as fault:
        yield Finding(name, "wrong", fault.en, fault.zh)
        return
    except (OSError, DatabaseError) as error:
        kind = type(error).__name__
        yield Finding(
            name,
            "wrong",
            f"This could not be looked at ({kind}): check the rights of the account that runs Fangxian.",
            f"无法检查（{kind}）：请检查运行账号的权限。",
        )
        return
    if not count:
        yield Finding(name, "good", "In order.", "正常。")


def python() -> Iterator[Finding]:
    """A version that the examples run on."""
    if sys.version_info[:2] > NEWEST:
        yield Finding(
            "python", "hint", "This Python is newer than those that Fangxian is tried on: 3.12 to 3.14 are.",
            "当前 Python 版本新于已验证的版本（3.12 至 3.14）。",
        )  # fmt: skip


def keys() -> Iterator[Finding]:
    """Keys are there, their owner's alone, and apart from the data."""
    folder: Path = settings.KEYRING.folder
    open_to_others = [path for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]
    if open_to_others:
        yield Finding(
            "keys", "wrong",
            f"{len(open_to_others)} files or folders of keys may be opened by others: chmod -R go= {folder}",
            f"{len(open_to_others)} 个密钥文件或目录对他人开放：请执行 chmod -R go= {folder}",
        )  # fmt: skip
    if not settings.FANGXIAN_DEMO and folder.resolve().is_relative_to(settings.VAR.resolve()):
        yield Finding(
            "keys", "hint",
            "The keys lie within the data's folder: put them elsewhere (FANGXIAN_KEYS), out of its backups.",
            "密钥目录位于数据目录之内：请另置他处（FANGXIAN_KEYS），不要与数据一同备份。",
        )  # fmt: skip


def room() -> Iterator[Finding]:
    """Enough disk."""
    free = shutil.disk_usage(settings.VAR).free
    if free < ROOM:
        yield Finding(
            "room", "wrong", f"{free >> 20:,} MB are free where the data lies: make room for at least {ROOM >> 30} GB.",
            f"数据所在磁盘仅剩 {free >> 20:,} MB：请至少腾出 {ROOM >> 30} GB。",
        )  # fmt: skip


def assets() -> Iterator[Finding]:
    """The site's own files were built."""
    if not any(Path(settings.STATIC_ROOT).glob("*.css")):
        yield Finding(
            "assets", "wrong", "The site's files are not built: make assets", "网站文件尚未构建：请运行 make assets"
        )


def tools() -> Iterator[Finding]:
    """What is good to have."""
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        yield Finding(
            "tools", "hint", "Chromium is not here: only the browser examples want it (scripts/install-tools).",
            "未安装 Chromium：仅浏览器测试需要（scripts/install-tools）。",
        )  # fmt: skip


def database() -> Iterator[Finding]:
    """It answers, is new enough, and has this program's tables."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Fault(
            en="The database does not answer: check DATABASE_URL, whether the server runs, and the account's rights.",
            zh="数据库无法连接：请检查 DATABASE_URL、数据库服务是否运行、账号是否有权限。",
        ) from error
    if connection.vendor == "postgresql":
        version = connection.pg_version  # type: ignore[attr-defined]
        if version < OLDEST:
            yield Finding(
                "database", "wrong", "PostgreSQL is older than 15: move to a newer one.",
                "PostgreSQL 版本低于 15：请升级。",
            )  # fmt: skip
    else:
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            whole = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
        if mode not in ("wal", "memory"):
            yield Finding(
                "database", "wrong",
                "SQLite cannot keep its log beside the file (WAL): put FANGXIAN_VAR on a local disk.",
                "SQLite 无法启用 WAL：请将 FANGXIAN_VAR 放在本地磁盘。",
            )  # fmt: skip
        if whole != "ok":
            yield Finding(
                "database", "wrong", "The database file is damaged: put it back from a backup.",
                "数据库文件已损坏：请从备份恢复。",
            )  # fmt: skip
        if sqlite3.sqlite_version_info < (3, 37):
            yield Finding(
                "database",
                "wrong",
                "SQLite is older than 3.37: use a newer Python.",
                "SQLite 版本低于 3.37：请使用更新的 Python。",
            )
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield Finding(
            "database", "wrong",
            f"{missing} steps are missing in the tables: back up, then `fangxian doctor --migrate`.",
            f"数据表缺少 {missing} 步升级：请先备份，再运行 `fangxian doctor --migrate`。",
        )  # fmt: skip


def seals() -> Iterator[Finding]:
    """What lies sealed opens with the keys that are here."""
    registry.refuse_other_keys()
    outbreaks.refuse_other_keys()
    yield from ()


def lake() -> Iterator[Finding]:
    """Every batch has its manifest, and every file the hash that stands there."""
    for dataset in library.registers():
        folder: Path = settings.LAKE / dataset
        for path in sorted(folder.glob("[0-9]*")):
            if not (path / batches.MANIFEST).exists():
                yield Finding(
                    "lake", "wrong", f"{dataset}/{path.name} has no manifest, and so does not exist: remove it.",
                    f"{dataset}/{path.name} 没有清单，视为不存在：请删除。",
                )  # fmt: skip
        for batch in batches.every(settings.LAKE, dataset) if folder.is_dir() else ():
            try:
                batches.verify(batch)
            except Fault as fault:
                yield Finding("lake", "wrong", fault.en, fault.zh)


def mirror() -> Iterator[Finding]:
    """Catalogue and lake know of the same batches."""
    known = {f"{one.dataset_id}/{one.name}" for one in catalogue.batches()}
    there = {
        f"{dataset}/{one.manifest.batch}"
        for dataset in library.registers()
        if (settings.LAKE / dataset).is_dir()
        for one in batches.every(settings.LAKE, dataset)
    }
    for name in sorted(known - there):
        yield Finding(
            "mirror", "wrong", f"{name} is in the catalogue and not in the lake: put the lake back from a backup.",
            f"{name} 在目录中而不在数据湖中：请从备份恢复数据湖。",
        )  # fmt: skip
    for name in sorted(there - known):
        yield Finding(
            "mirror", "hint", f"{name} is in the lake and not in the registries: load its file again to finish.",
            f"{name} 已进入数据湖但尚未入库：重新运行入库即可完成。",
        )  # fmt: skip


def audit() -> Iterator[Finding]:
    """The audit chain is whole."""
    verdict = ledger.verify()
    if not verdict.whole:
        yield Finding(
            "audit", "wrong",
            f"The audit is broken in {len(verdict.breaks)} places: `fangxian verify-audit` says where.",
            f"审计链有 {len(verdict.breaks)} 处被破坏：运行 `fangxian verify-audit` 查看。",
        )  # fmt: skip


def moments() -> Iterator[Finding]:
    """The clock is not behind what was written."""
    last = ledger.last_moment()
    if last is not None and last > clock.now() + timedelta(minutes=5):
        yield Finding(
            "moments", "wrong", "The clock is behind what was already written: set it (NTP) before going on.",
            "系统时钟早于已写入的记录：请先校时（NTP）。",
        )  # fmt: skip


def board() -> Iterator[Finding]:
    """The counts on the pages are of now."""
    if boards.behind():
        yield Finding(
            "board", "hint", "The counts are older than the registries: load any file again, or wait for the night.",
            "汇总数早于底账：重新运行一次入库，或等待夜间任务。",
        )  # fmt: skip


def outbox() -> Iterator[Finding]:
    """Nothing waits that could not be delivered."""
    waiting = ledger.troubles().count()
    if waiting:
        yield Finding(
            "outbox", "hint", f"{waiting} events could not be delivered yet; they are tried again each night.",
            f"{waiting} 条事件尚未送达，每晚自动重试。",
        )  # fmt: skip
    stopped = catalogue.jobs().filter(ended_at=None).count()
    if stopped:
        yield Finding(
            "outbox", "hint", f"{stopped} jobs run, or were killed: run the same command again to finish.",
            f"{stopped} 个任务正在运行或被中断：重新运行同一命令即可完成。",
        )  # fmt: skip


def night() -> Iterator[Finding]:
    """What is done by the clock is done."""
    # Where nothing is real nobody is harmed by a night that nobody set up.
    late: State = "hint" if settings.FANGXIAN_DEMO else "wrong"
    ended = catalogue.jobs().filter(job=NIGHT).exclude(ended_at=None).exclude(outcome="stopped").first()
    if ended is None:
        yield Finding(
            "night", "hint", "The night's work was never done: put `fangxian nightly` into cron (docs/settings.md).",
            "夜间任务从未运行：请将 `fangxian nightly` 加入定时任务（docs/settings.md）。",
        )  # fmt: skip
    elif ended.started_at < clock.now() - NIGHT_LATE:
        when = ended.started_at.astimezone(clock.LOCAL)
        yield Finding(
            "night", late, f"The night's work was last done on {when:%Y-%m-%d %H:%M}, over a day ago: see to cron.",
            f"夜间任务最近一次运行于 {when:%Y-%m-%d %H:%M}，已超过一天：请检查定时任务。",
        )  # fmt: skip
    elif ended.outcome == "failed":
        yield Finding(
            "night", late, "A part of the last night's work failed: run `fangxian nightly`, which says what.",
            f"最近一次夜间任务有步骤失败（{ended.sentence}）：请运行 `fangxian nightly` 查看。",
        )  # fmt: skip
    minute = catalogue.reached_at(MINUTE)
    if minute is not None and minute < clock.now() - MINUTE_LATE:
        yield Finding(
            "night", late, "The minute's work has stopped: searches and events wait. See to cron.",
            "每分钟任务已停止，检索记录和事件正在积压：请检查定时任务。",
        )  # fmt: skip

"""Steps of which one that fails does not stop the others: each is told with what it did, or with why it did not."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db.utils import OperationalError

from fangxian.lib.fault import Fault


@dataclass(frozen=True)
class Step:
    """What a step did, in two languages. `counts`: by what it counted, for whoever reads it by machine."""

    name: str
    en: str
    zh: str
    counts: dict[str, int]
    failed: bool = False


#: A step's work: what it did, as (English, Chinese, counts).
Work = Callable[[], tuple[str, str, dict[str, int]]]


def taken(name: str, work: Work) -> Step:
    """Does a step. What goes wrong is told in one sentence, without what was in hand: an error may quote a row."""
    try:
        return Step(name, *work())
    except Fault as fault:
        return Step(name, fault.en, fault.zh, {}, failed=True)
    except OperationalError:
        return Step(
            name,
            "The database did not answer in time (a load keeps SQLite to itself): the next run does what is left.",
            "数据库未能及时响应（SQLite 在入库期间会被独占）：下次运行将完成剩余工作。",
            {},
            failed=True,
        )
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__}, {Path(place.filename).name}:{place.lineno}"
        return Step(
            name,
            f"Fangxian made a mistake of its own ({where}): run it again; if it stays, FANGXIAN_DEBUG=1 shows more.",
            f"防线自身出错（{where}）：请重新运行；若仍出错，设置 FANGXIAN_DEBUG=1 查看详情。",
            {},
            failed=True,
        )

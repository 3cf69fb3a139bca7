"""Sampling as examples need it: a site, a tube with people in it, a box on its way, a laboratory's file."""

from collections.abc import Sequence
from pathlib import Path

from tests.loading import NUMBERS

from fangxian.access.reader import Reader
from fangxian.runs import sampling
from fangxian.screening import actions as screening
from fangxian.screening.models import LaboratoryFile, Round, Sample, Tube

SITE = Reader(
    "he.min", areas=("230108001",), may=frozenset({"samples.take", "samples.read"}), purpose="testing_round",
    purposes=("testing_round",), sees=(("name", "whole"), ("number", "masked")),
)  # fmt: skip
CLERK = Reader("lin", areas=("230108",), may=frozenset({"samples.receive"}))


def opened(round: Round, code: str, *, mode: int = 10, household: int = 0) -> Tube:
    """A tube that a site has opened."""
    return screening.open_tube(
        round=round.pk, barcode=code, site="青年社区采样点", area_code="230108001002", mode=mode, household=household,
        by=SITE,
    )  # fmt: skip


def put(tube: Tube, name: str, number: str = "", phone: str = "") -> Sample:
    """Somebody's sample (`number`: one of tests.loading.NUMBERS, or a number) in a tube."""
    said = {"name": name, "number": NUMBERS.get(number, number), "phone": phone}
    return Sample.rows.get(pk=sampling.bind(tube=tube.pk, said=said, by=SITE))


def at_laboratory(*tubes: Tube, code: str = "B1") -> None:
    """Tubes sealed, packed, handed over and received."""
    for one in tubes:
        screening.seal_tube(tube=one.pk, by=SITE)
    keys = [one.pk for one in tubes]
    box = screening.pack(round=tubes[0].round_id, code=code, tubes=keys, by=SITE)
    screening.hand_over(box=box.pk, carrier="赵师傅", laboratory="区疾控中心", by=SITE)
    screening.receive(box=box.pk, tubes=keys, by=CLERK)


def found(round: Round, folder: Path, rows: Sequence[tuple[str, str]], name: str = "laboratory") -> LaboratoryFile:
    """A laboratory's file of (code, word), taken in."""
    path = folder / f"{name}.csv"
    path.write_text("样本编号,检测结果\n" + "".join(f"{code},{word}\n" for code, word in rows), "utf-8")
    return sampling.returned(round=round.pk, path=path, laboratory_name="区疾控中心", by=CLERK)


def state(code: str) -> str:
    """A tube's state."""
    return Tube.objects.get(barcode=code).state

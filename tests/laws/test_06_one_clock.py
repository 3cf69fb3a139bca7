"""Law 6: time comes from one clock, so that "the future" is what the clock says and not what the machine says."""

from datetime import datetime
from pathlib import Path

from tests.comparing import compared, resident, result

from fangxian.lib import clock

RESIDENTS = [resident("A", "王伟", "23010819800307663"), resident("B", "李娜", "23010819820307664")]
RESULTS = [
    result("王伟", "23010819800307663", at="2022-09-09 08:00:00"),
    result("李娜", "23010819820307664", at="2022-09-09 12:00:00"),
]
WINDOW = {"start": datetime(2022, 9, 9), "end": datetime(2022, 9, 9, 23)}


def test_a_sample_from_after_now_is_nobodys_test_yet(tmp_path: Path) -> None:
    with clock.set_to(datetime(2022, 9, 9, 10, tzinfo=clock.LOCAL)):
        early = compared(tmp_path / "early", RESIDENTS, RESULTS, **WINDOW)
    with clock.set_to(datetime(2022, 9, 9, 13, tzinfo=clock.LOCAL)):
        late = compared(tmp_path / "late", RESIDENTS, RESULTS, **WINDOW)
    assert early.people("pending") == ["B"]
    assert late.people("pending") == []
    assert late.summary["total"]["tested"] == 2


def test_the_summary_is_dated_by_the_clock(tmp_path: Path) -> None:
    with clock.set_to(datetime(2022, 9, 9, 13, tzinfo=clock.LOCAL)):
        answer = compared(tmp_path, RESIDENTS, RESULTS)
    assert answer.summary["made"].startswith("2022-09-09T13:00")

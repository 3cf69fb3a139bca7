"""What was received is on the disk page by page: a power cut takes the last page at most, and wholly."""

import hashlib
import random
from pathlib import Path

import pytest

from fangxian.intake.library import journal
from fangxian.intake.library.pages import Page, Row
from fangxian.intake.library.patience import Patience
from fangxian.intake.library.troubles import Trouble
from fangxian.intake.library.upstream import Limits
from fangxian.lib.fault import Fault

PAGES = [
    [Row("10", ("甲", "1")), Row("2", ("乙,\n", "2"))],
    [Row("2", ("乙,\n", "2")), Row("3", ("丙", "3"))],
    [Row("10", ("甲", "later")), Row("11", ("丁", ""))],
]
WHOLE = [("2", ["乙,\n", "2"]), ("3", ["丙", "3"]), ("10", ["甲", "later"]), ("11", ["丁", ""])]


def keep(kept: journal.Journal, pages: list[list[Row]]) -> None:
    """Goes on with the pages that are not there."""
    for at in range(len(kept.entries), len(pages)):
        sha256 = hashlib.sha256(str(at).encode()).hexdigest()
        page = Page(pages[at], f"c{at + 1}", 4, sha256)
        kept.keep(page, question=0, round=1, number=at + 1, cursor=f"c{at}" if at else None)


def test_rows_are_there_once_with_their_latest_word_in_order(tmp_path: Path) -> None:
    with journal.opened(tmp_path / "work", asked="a", afresh=False) as kept:
        keep(kept, PAGES)
        assert list(kept.rows()) == WHOLE
        assert [(one.new, one.again, one.changed) for one in kept.entries] == [(2, 0, 0), (1, 1, 0), (1, 0, 1)]


def states(folder: Path) -> list[tuple[bytes, bytes]]:
    """Every pair of files (rows, pages) that a run could have left, cut at each byte."""
    found, rows, lines = [(b"", b"")], b"", b""
    for count in range(1, len(PAGES) + 1):
        with journal.opened(folder, asked="a", afresh=False) as kept:
            keep(kept, PAGES[:count])
        more_rows, more_lines = ((folder / name).read_bytes() for name in ("rows.jsonl", "pages.jsonl"))
        found += [(more_rows[:at], lines) for at in range(len(rows), len(more_rows) + 1)]
        found += [(more_rows, more_lines[:at]) for at in range(len(lines), len(more_lines) + 1)]
        rows, lines = more_rows, more_lines
    return found


def test_cut_at_any_byte_it_goes_on_to_the_same_rows(tmp_path: Path) -> None:
    left = states(tmp_path / "whole")
    assert len(left) > 500
    # Every third byte, from one end to the other: each is four files to open.
    for rows, lines in [*left[::3], left[-1]]:
        folder = tmp_path / "work"
        with journal.opened(folder, asked="a", afresh=True):
            pass
        (folder / "rows.jsonl").write_bytes(rows)
        (folder / "pages.jsonl").write_bytes(lines)
        with journal.opened(folder, asked="a", afresh=False) as kept:
            keep(kept, PAGES)
            assert list(kept.rows()) == WHOLE
        with journal.opened(folder, asked="a", afresh=False) as kept:
            assert len(kept.entries) == len(PAGES)
            assert list(kept.rows()) == WHOLE


def test_a_row_may_answer_two_questions_and_is_one_row(tmp_path: Path) -> None:
    for _ in range(2):
        with journal.opened(tmp_path / "work", asked="a", afresh=False) as kept:
            if not kept.entries:
                for question in (0, 1):
                    kept.keep(Page(PAGES[0], None, 2, "0"), question=question, round=1, number=1, cursor=None)
            assert [len(kept.answered[question]) for question in (0, 1)] == [2, 2]
            assert len(list(kept.rows())) == 2


def test_when_the_total_changes_what_was_answered_has_to_be_answered_again(tmp_path: Path) -> None:
    totals = (3, 3, 2, 2)
    pages = (PAGES[0], PAGES[1], [PAGES[1][1]], [PAGES[0][1]])
    for count in range(1, 5):
        with journal.opened(tmp_path / "work", asked="a", afresh=False) as kept:
            page = Page(pages[count - 1], None, totals[count - 1], "0")
            kept.keep(page, question=0, round=count, number=1, cursor=None)
            assert kept.standing() == [{"10", "2"}, {"10", "2", "3"}, {"3"}, {"3", "2"}][count - 1]


def test_rows_that_the_disk_lost_are_asked_for_again(tmp_path: Path) -> None:
    with journal.opened(tmp_path / "work", asked="a", afresh=False) as kept:
        keep(kept, PAGES)
    rows = tmp_path / "work" / "rows.jsonl"
    rows.write_bytes(rows.read_bytes()[:-3])
    with journal.opened(tmp_path / "work", asked="a", afresh=False) as kept:
        assert len(kept.entries) == 2


def test_rows_that_were_meddled_with_are_said(tmp_path: Path) -> None:
    with journal.opened(tmp_path / "work", asked="a", afresh=False) as kept:
        keep(kept, PAGES)
    rows = tmp_path / "work" / "rows.jsonl"
    rows.write_bytes(rows.read_bytes().replace(b"[", b"<", 1))
    with pytest.raises(Fault, match="--afresh"), journal.opened(tmp_path / "work", asked="a", afresh=False):
        pass


def test_it_is_for_its_owners_eyes(tmp_path: Path) -> None:
    with journal.opened(tmp_path / "work", asked="a", afresh=False):
        assert (tmp_path / "work").stat().st_mode & 0o777 == 0o700


def patience(slept: list[float], **limits: float) -> Patience:
    return Patience("city", Limits(**limits), lambda: sum(slept), slept.append, random.Random(3))  # type: ignore[arg-type]


@pytest.mark.parametrize("attempt", range(1, 12))
def test_a_wait_doubles_until_the_longest_and_half_of_it_is_chance(attempt: int) -> None:
    one = patience([], first_wait=0.5, longest_wait=30)
    full = min(30, 0.5 * 2 ** (attempt - 1))
    drawn = {one.wait(attempt) for _ in range(50)}
    assert len(drawn) == 50
    assert all(full / 2 <= wait <= full for wait in drawn)


def test_what_a_library_asks_for_is_the_least_and_the_longest_is_ours() -> None:
    one = patience([], first_wait=0.5, longest_wait=30)
    assert one.wait(1, 20) == 20
    assert one.wait(9, 1) >= 15
    with pytest.raises(Fault, match="31 seconds"):
        one.wait(1, 31)


def test_tries_are_counted_anew_after_each_success() -> None:
    slept: list[float] = []
    one = patience(slept, tries=3)
    left = iter([True, True, False] * 4)

    def act() -> str:
        if next(left):
            raise Trouble("down", "it is down", "停机")
        return "page"

    assert [one.until_it_works(act) for _ in range(4)] == ["page"] * 4


def test_the_pace_counts_from_question_to_question() -> None:
    slept: list[float] = []
    one = patience(slept, requests_a_second=2)
    for _ in range(3):
        one.until_it_works(lambda: None)
    assert slept == [0.5, 0.5]

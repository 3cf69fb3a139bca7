"""No code of ours stands on the Chinese page as a code: whatever a comparison can find has a name in both languages."""

import inspect
import re

from fangxian.intake import ragged
from fangxian.intake.rejects import REASONS
from fangxian.pipelines.compare import dirt
from fangxian.pipelines.report import words


def kinds() -> set[str]:
    """Every kind that the counting of dirt can write, read from its own statement, and the reasons of rejected rows."""
    written = set(re.findall(r"'((?:number|name|phone|time|result)_[a-z0-9_]+)'", dirt.found()))
    said = {kind for kind in written if not kind.endswith(("_level", "_state")) and kind in dirt.found()}
    return said | {f"row_{reason}" for reason in REASONS} | {"result_pending", "result_invalid"}


def test_every_kind_of_dirt_has_a_name() -> None:
    found = kinds()
    assert len(found) > 20
    assert {kind for kind in found if words.named(kind, words.DIRT).zh == words.named(kind, {}).zh} == set()


def test_every_stage_has_a_name() -> None:
    assert {"read", "link", "reconcile", "count", "write", "all"} == set(words.STAGES)


def test_every_note_of_a_file_has_a_name_and_a_sentence() -> None:
    noted = set(re.findall(r'notes\["([a-z_]+)"\]', inspect.getsource(ragged)))
    assert noted == set(words.FILE_NOTES)
    assert all(text for label, told in words.FILE_NOTES.values() for text in (*label, *told))

"""`fangxian round`: a round from the shell, each act, and what it refuses."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import prepared
from tests.screening_rounds import EVENING, activated, file, row

from fangxian.cli.main import main
from fangxian.lib import clock

pytestmark = pytest.mark.django_db
WINDOW = ("--from", "2022-09-09 06:00", "--to", "2022-09-09 20:00")


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["round", "show", "--json", *arguments]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_without_an_outbreak_there_is_no_round(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["round", "new", "--area", "230108", *WINDOW]) == 2
    assert "0" in capsys.readouterr().err


def test_a_round_from_its_beginning_to_its_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    activated(monkeypatch)
    assert main(["round", "new", "--area", "230108", *WINDOW, "--youngest", "3"]) == 0
    assert main(["round", "complete"]) == 2, "no results have come"
    one, two = (file(tmp_path, name, [line]) for name, line in (("a", row("张伟", "zhang")), ("b", row("李娜", "li"))))
    assert main(["round", "arrive", str(one), str(two), "--sender", "市平台"]) == 0
    assert main(["round", "arrive", str(one), "--rows", "7"]) == 0, "it is here already"
    said = shown(capsys)
    assert (said["expected"], said["tested"], said["untested"]) == (3, 2, 1)
    assert [batch["exact"] for batch in said["batches"]] == [1, 1]
    assert main(["round", "withdraw", said["batches"][1]["batch"]]) == 0
    assert shown(capsys, "--round", "1")["tested"] == 1
    assert main(["round", "withdraw", "nothing"]) == 2
    assert main(["round", "complete"]) == 0
    assert shown(capsys)["state"] == "complete"
    assert main(["round", "show", "--round", "9"]) == 2


def test_a_number_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    activated(monkeypatch)
    assert main(["round", "new", "--area", "230108", *WINDOW, "--number", "4"]) == 0
    assert main(["round", "new", "--area", "230108", *WINDOW, "--number", "4"]) == 2
    assert main(["round", "new", "--area", "230108", *WINDOW, "--by", "nobody"]) == 2

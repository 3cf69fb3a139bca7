"""`fangxian pack`: what ships is listed and shown with its sources; a file is checked before anybody is under it."""

import json
from pathlib import Path

import pytest

from fangxian.cli.main import main
from fangxian.outbreak import overlays, packs

DEMO = Path(overlays.__file__).parent / "data" / "overlays" / "demo.toml"


def test_what_ships_is_listed_with_how_much_needs_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["CN-8", "CN-9", "CN-20", "CN-10", "CN-BB"]
    assert f"{len(packs.named('CN-9').open)} need a source" in lines[1]


def test_a_pack_is_shown_with_the_source_of_each_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show", "CN-9"]) == 0
    told = capsys.readouterr().out
    assert "Quarantine site; 7 days [S1 S2 B]; Test on days 1, 2, 3, 5, 7 [S1 S2 S9 B]" in told
    assert "Hospital or shelter; NEEDS A SOURCE" in told
    assert main(["pack", "show", "CN-9", "--overlay", str(DEMO)]) == 0
    assert "Hospital or shelter; 7 days [demo assumption]" in capsys.readouterr().out


def test_it_is_shown_to_machines_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "show", "CN-9", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    path = "classes.close_contact.phases.quarantine_site.days"
    assert told["figures"][path] == {"value": 7, "source": "S1 S2", "grade": "B"}
    assert set(told["figures"]["day1_offset"]) == {"needs_source"}


def test_every_file_that_ships_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check"]) == 0
    assert main(["pack", "check", str(DEMO), "--on", "CN-9"]) == 0
    assert "leaves nothing open" in capsys.readouterr().out


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ours.toml"
    text = (packs.SHIPPED / "CN-9.toml").read_text("utf-8")
    wrong = text.replace("[1, 2, 3, 5, 7]", "[1, 2, 3, 5, 8]").replace('"close_contact"', '"bank_deposit"')
    path.write_text(wrong, "utf-8")
    assert main(["pack", "check", str(path)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert any("effects.red_close_contact.reason: nobody knows bank_deposit" in line for line in told)
    path.write_text(text.replace("[1, 2, 3, 5, 7]", "[1, 2, 3, 5, 8]"), "utf-8")
    assert main(["pack", "check", str(path)]) == 2
    assert "day 8 lies beyond the phase, which has 7" in capsys.readouterr().err


def test_an_overlay_that_does_not_fit_and_a_pack_that_is_none_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", str(DEMO), "--on", "CN-20"]) == 2
    assert "nobody knows contact_of_contact" in capsys.readouterr().err
    assert main(["pack", "show", "CN-11"]) == 2
    assert "choose one of CN-8" in capsys.readouterr().err

"""A dataset is added by a contract file alone: received, cleaned, held with reasons and listed under its name."""

from pathlib import Path

import pytest
from tests.own_contracts import NAME, TEXT, own_contracts, pupil, text

from fangxian import contracts
from fangxian.catalogue import queries
from fangxian.cli.main import main
from fangxian.contracts import library
from fangxian.lake import batches
from fangxian.lib.fault import Fault
from fangxian.pipelines.vetting import vet
from fangxian.runs import loading

__all__ = ["own_contracts"]
ROWS = [*(pupil(place) for place in range(3)), pupil(3, cause="想家"), pupil(4, day="昨天"), pupil(0)]


@pytest.fixture
def came(tmp_path: Path) -> Path:
    path = tmp_path / "缺课.csv"
    path.write_text(text(*ROWS), "gb18030")
    return path


@pytest.mark.django_db
def test_a_file_of_it_is_cleaned_held_and_listed_under_its_name(own_contracts: Path, own_var: Path, came: Path) -> None:
    (done,) = loading.load([came], by="clerk", dataset=NAME, sender="区教育局")
    assert (done.manifest.counts.accepted, done.manifest.counts.duplicate, done.manifest.counts.held) == (3, 1, 2)
    assert dict(done.manifest.held) == {"unknown_category": 1, "unreadable": 1}
    (listed,) = queries.batches(NAME)
    assert (listed.dataset.label, listed.rows, listed.held, listed.state) == ("因病缺课", 6, 2, "promoted")
    assert {(one.row, one.reason, one.column) for one in queries.held(listed.pk)} == {
        (4, "unknown_category", "cause"),
        (5, "unreadable", "day"),
    }
    (again,) = loading.load([came], by="clerk", dataset=NAME)
    assert again.promotion.already and queries.batches(NAME).count() == 1


@pytest.mark.django_db
def test_its_header_is_known_again_among_all_others(own_contracts: Path, own_var: Path, came: Path) -> None:
    assert loading.load([came], by="clerk")[0].manifest.dataset == NAME


def test_a_contract_that_was_changed_holds_at_once(own_contracts: Path) -> None:
    assert contracts.load(NAME).version == "1.0.0"
    (own_contracts / f"{NAME}.odcs.yaml").write_text(TEXT.replace("1.0.0", "1.0.1"), "utf-8")
    assert contracts.load(NAME).version == "1.0.1"


def test_none_is_written_anew_under_a_name_that_ships(own_contracts: Path) -> None:
    (own_contracts / "census.odcs.yaml").write_text(TEXT, "utf-8")
    assert library.own_names() == (NAME,)
    assert contracts.load("census").label == "实有人口"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("value: [number, day]", "value: [number, date]"), "key: there is no column date; name one of cause, day"),
        (("term, value: date", "term, value: day"), "day: there is no term day; write one of"),
        (("[[家长电话, phone]]", "[[家长电话, day]]"), "'day' stands for day, phone; leave it with one of them"),
        (("      - name: day", "      - name: select"), "select: this word is taken"),
        (("      - name: day", "      - name: Day"), "Day: a name is a small letter"),
        (("      - name: phone", "      - name: day"), "properties: day stands there 2 times; leave one of them"),
        (("      - name: id_number", "      - name: card"), "card: a column that is read as id_number is called"),
        (("      - name: name", "      - name: pupil"), "who has an id_number has a name"),
        (("name: school_absences\nversion", "name: absences\nversion"), "call the file absences.odcs.yaml"),
    ],
)
def test_one_that_contradicts_itself_receives_nothing(
    own_contracts: Path, own_var: Path, came: Path, wrong: tuple[str, str], said: str
) -> None:
    path = own_contracts / f"{NAME}.odcs.yaml"
    assert wrong[0] in TEXT
    path.write_text(TEXT.replace(wrong[0], wrong[1], 1), "utf-8")
    assert any(said in english for english, _ in vet(path))
    from fangxian.pipelines.clean import clean

    with pytest.raises(Fault, match=f"^{NAME}.odcs.yaml: .*mend the file"):
        clean(came, dataset=NAME, lake=own_var / "lake", sender="")
    assert batches.every(own_var / "lake", NAME) == []


def test_it_is_listed_and_checked_at_the_shell(own_contracts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "list"]) == 0
    assert NAME in capsys.readouterr().err
    assert main(["contract", "check"]) == 0
    assert f"{NAME}.odcs.yaml: in order." in capsys.readouterr().out

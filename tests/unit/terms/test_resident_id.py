"""A resident number is repaired only where the check character can say so, and shown only as far as it must be."""

from fangxian.terms import divisions, documents, resident_id

NUMBER = "11010519491231002X"
KEY = resident_id.key(NUMBER)


def test_one_wrong_figure_leaves_the_right_number_among_few() -> None:
    found = resident_id.repairs("11010519491231003X")
    assert found[KEY or 0] == "digit"
    assert len(found) <= 18


def test_two_swapped_figures_a_missing_and_an_extra_one_are_repaired() -> None:
    assert resident_id.repairs("11010519491213002X")[KEY or 0] == "swap"
    assert resident_id.repairs("1101051949123102X")[KEY or 0] == "missing"
    assert resident_id.repairs("110105194912310002X")[KEY or 0] == "extra"


def test_an_unreadable_character_is_one_wrong_figure_at_its_place() -> None:
    assert list(resident_id.repairs("1101051949?231002X")) == [KEY]


def test_a_valid_number_has_no_repairs() -> None:
    assert resident_id.repairs(NUMBER) == {}


def test_a_cut_number_keeps_the_figures_that_were_not_rounded() -> None:
    assert resident_id.prefix("1.10105E+17") == "110105"
    assert resident_id.prefix("1.1010519491231E+17") == "1101051949123"
    assert resident_id.prefix("110105194912310000") == "110105194912310"


def test_a_shown_number_hides_the_birth_date() -> None:
    assert resident_id.masked(NUMBER) == "110105********002X"


def test_documents_are_told_apart_and_their_issues_are_one() -> None:
    kinds = {
        "E12345678": "passport",
        "EA1234567": "passport",
        "H12345678": "hk_macau_permit",
        "12345678": "taiwan_permit",
        "USA110119820101": "permanent_residence",
        "AB1234567": "foreign_passport",
        NUMBER: None,
    }
    assert {number: documents.kind(number) for number in kinds} == kinds
    assert documents.key("M1234567803") == documents.key("M12345678") == "M12345678"


def test_divisions_have_names_and_parents() -> None:
    assert divisions.name("230108") == "平房区"
    assert divisions.level("230108001") == "street"
    assert divisions.parent("230108001") == "230108"
    assert "230108001" in divisions.children("230108")
    assert divisions.name("999999") is None

"""What is sealed comes back under its own key and purpose, and no other; what is looked for is found by its index."""

import hmac
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lib.fault import Fault
from fangxian.lib.keyring import Keyring, only_tried
from fangxian.lib.sealing import INDEX_BYTES, CannotOpenError, Seal

KEY, OTHER = bytes(range(32)), bytes(32)


@given(st.text())
def test_what_is_sealed_is_opened_again(text: str) -> None:
    seal = Seal(KEY, "person.phone")
    assert seal.open(seal.close(text)) == text


@given(st.lists(st.none() | st.text(min_size=1)))
def test_many_are_sealed_and_opened_as_one_is(texts: list[str | None]) -> None:
    seal = Seal(KEY, "person.phone")
    sealed = seal.close_all(texts)
    assert [one and seal.open(one) for one in sealed] == texts == seal.open_all(sealed)
    assert len({one[1:13] for one in sealed if one}) == sum(text is not None for text in texts)


@given(st.text(min_size=4))
def test_a_seal_shows_nothing_and_is_never_the_same_twice(text: str) -> None:
    seal = Seal(KEY, "person.phone")
    assert text.encode() not in seal.close(text)
    assert seal.close(text) != seal.close(text)


@pytest.mark.parametrize("wrong", [Seal(OTHER, "person.phone"), Seal(KEY, "person.number")])
def test_another_key_or_purpose_opens_nothing(wrong: Seal) -> None:
    with pytest.raises(CannotOpenError):
        wrong.open(Seal(KEY, "person.phone").close("13800000000"))


@given(st.text(), st.data())
def test_a_changed_byte_is_noticed(text: str, data: st.DataObject) -> None:
    sealed = bytearray(Seal(KEY, "person.phone").close(text))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpenError):
        Seal(KEY, "person.phone").open(bytes(sealed))


@given(st.text(), st.text())
def test_equal_texts_have_equal_indexes_and_others_have_not(one: str, other: str) -> None:
    seal = Seal(KEY, "person.phone")
    assert (seal.index(one) == seal.index(other)) == (one == other)
    assert len(seal.index(one)) == INDEX_BYTES
    assert seal.index(one) != Seal(OTHER, "person.phone").index(one)


@given(st.text())
def test_an_index_is_a_keyed_hash_as_the_standard_has_it(text: str) -> None:
    key = hmac.digest(KEY, b"fangxian/index/person.phone", "sha256")
    assert Seal(KEY, "person.phone").index(text) == hmac.digest(key, text.encode(), "sha256")[:INDEX_BYTES]


def test_a_key_that_was_only_tried_is_never_written(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys")
    with only_tried():
        made = ring.create("outbreaks/7")
        assert ring.create("outbreaks/7") == ring.key("outbreaks/7") == made and ring.holds("outbreaks/7")
    assert not ring.holds("outbreaks/7") and not ring.folder.exists()
    kept = ring.create("outbreaks/7")
    with only_tried():
        assert ring.create("outbreaks/7") == ring.key("outbreaks/7") == kept


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys")
    made = ring.create("outbreaks/7")
    assert ring.create("outbreaks/7") == made == ring.key("outbreaks/7")
    assert stat.S_IMODE((tmp_path / "keys" / "outbreaks" / "7.key").stat().st_mode) == 0o600


def test_a_destroyed_key_is_gone_and_the_sentence_says_which(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    ring.create("outbreaks/7")
    ring.destroy("outbreaks/7")
    ring.destroy("outbreaks/7")
    assert not ring.holds("outbreaks/7")
    with pytest.raises(Fault, match="outbreaks/7"):
        ring.key("outbreaks/7")


@pytest.mark.parametrize("name", ["../site", "a/../b", "", "/etc", "A"])
def test_a_keys_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError):
        Keyring(tmp_path).key(name)

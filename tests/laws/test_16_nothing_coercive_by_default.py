"""Law 16: the protocol in force on a new installation restricts nobody; what restricts, two people chose."""

from pathlib import Path

import pytest
from django.conf import settings
from tests.outbreaks import activated, officer, proposed

from fangxian.lib.keyring import Keyring
from fangxian.outbreak import overlays, packs, queries
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.resolving import resolve


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEYRING", Keyring(tmp_path / "keys"))


def test_the_default_pack_restricts_nobody() -> None:
    protocol = resolve(packs.named(packs.DEFAULT))
    assert not protocol.codes_on
    assert not protocol.classes and not protocol.effects and not protocol.levels
    assert not any(protocol.rounds.values())


@pytest.mark.parametrize("pack", packs.shipped().values(), ids=lambda pack: pack.name)
def test_no_pack_that_ships_lays_codes(pack: packs.Pack) -> None:
    assert pack.tree["codes_on"] is False


@pytest.mark.parametrize("pack", packs.shipped().values(), ids=lambda pack: pack.name)
def test_who_was_not_found_in_a_round_is_restricted_by_no_pack(pack: packs.Pack) -> None:
    assert not pack.tree.get("rounds", {}).get("untested")


def test_codes_are_switched_on_by_an_overlay_that_says_so() -> None:
    demo = overlays.shipped()["demo"]
    assert resolve(packs.named("CN-9"), demo).codes_on
    assert demo.zh and demo.en and demo.reason


@pytest.mark.django_db
def test_an_outbreak_that_names_no_pack_is_under_the_one_that_restricts_nobody() -> None:
    outbreak = activated()
    assert queries.protocol_in_force(outbreak.pk) == resolve(packs.named("CN-BB"))


@pytest.mark.django_db
def test_nothing_is_in_force_before_two_people_have_said_so() -> None:
    outbreak = proposed(officer("li"), pack="CN-9", overlay=overlays.shipped()["demo"])
    assert queries.version_in_force(outbreak.pk) is None
    with pytest.raises(NotInForce):
        queries.protocol_in_force(outbreak.pk)

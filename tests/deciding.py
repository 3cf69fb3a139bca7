"""What the desks of people and of organisations that may be one do alike (`kind`: 'people' or 'organisations')."""

from typing import Any

from django.test import Client
from tests.registering import GRID
from tests.signed_in import client

from fangxian.identity.models import Alike, Merge


def by_keys_alone(page: Any, kind: str, width: int, *, back: str, none: str) -> None:
    """Of two pairs one is merged and taken back, then told apart, the other merged the other way round. `back`, `none`:
    what is said of a merge that was taken back, and of an empty desk."""
    first, second = Alike.objects.order_by("pk")
    desk = f"/review/{kind}/"

    def fits() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(desk)
    fits()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{desk}{first.pk}/")
    page.get_by_text("办理后会发生什么").wait_for()
    fits()
    page.keyboard.press("1")
    page.wait_for_url(f"**{desk}{second.pk}/")
    assert Merge.objects.get().kept == first.first
    page.keyboard.press("z")
    page.wait_for_url(f"**{desk}{first.pk}/undo/")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{desk}{first.pk}/")
    page.get_by_text(back).wait_for()
    assert not Merge.objects.filter(undone_at=None).exists()
    page.keyboard.press("0")
    page.wait_for_url(f"**{desk}{second.pk}/")
    page.keyboard.press("2")
    page.get_by_text(none).wait_for()
    made = Merge.objects.get(undone_at=None)
    assert (made.kept, made.absorbed) == (second.second, second.first)
    page.goto(f"/{kind}/{second.first}/")
    page.wait_for_url(f"**/{kind}/{second.second}/")
    page.get_by_text("由多份档案合并").wait_for()
    fits()


def put_off_comes_again(pair: Alike, steward: Client, kind: str) -> None:
    """The only pair is put off, and comes again."""
    assert steward.get(f"/review/{kind}/next/", follow=True).context["pair"].pk == pair.pk
    answer = steward.post(f"/review/{kind}/{pair.pk}/skip/", follow=True)
    assert answer.context["pair"].pk == pair.pk, "all were put off: from the start"


def only_who_may(pair: Alike, steward: Client, kind: str, merges: str) -> None:
    """Nobody else sees or decides it. `merges`: where merges are taken back."""
    assert client("street_office", GRID[:9]).get(f"/review/{kind}/").status_code == 403
    other = client("data_steward", "230109")
    assert other.get(f"/review/{kind}/").context["all"] == 0
    assert other.get(f"/review/{kind}/{pair.pk}/").status_code == 404
    steward.post(f"/review/{kind}/{pair.pk}/", {"kept": pair.first})
    assert other.get(f"{merges}{Merge.objects.get().pk}/undo/").status_code == 404

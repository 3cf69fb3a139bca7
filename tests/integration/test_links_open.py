"""Whoever is shown a link may follow it: each role's pages from its first on, in a district with a round and people who
are followed, seen in the least area that the role has."""

import re
from collections import deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from tests import prepared
from tests.following import enrolled
from tests.screening_rounds import EVENING, activated, file, made, row
from tests.signed_in import client

from fangxian.access.roles import roles
from fangxian.boards.actions import rebuild
from fangxian.lib import clock
from fangxian.outbreak import overlays
from fangxian.registry.models import Person
from fangxian.runs import arrival

pytestmark = pytest.mark.django_db
ROWS = [row("张伟", "zhang", "13812345678"), row("孙悟空", "sun", "13912340000"), row("李白", "", "13912349999")]
DISTRICT, GRID = "230108", "230108001002001"
LEAST = {"grid_worker": GRID, "community_lead": GRID[:12], "street_office": GRID[:9]}
LINK = re.compile(r'<a\b[^>]*\shref="(/[^"#]*)')
#: Who has no page of the site yet; and whose pages are about themselves alone (tests of /my-code/).
WITHOUT_PAGES, OWN_PAGES = {"checkpoint", "clinic", "employer", "site_staff"}, {"resident", "proxy"}
#: So many pages of one form (/people/1/, /people/2/) say what there is to say.
ALIKE = 2


@pytest.fixture(autouse=True)
def district(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        outbreak = activated(monkeypatch, pack="CN-9", overlay=overlays.shipped()["demo"])
        enrolled(outbreak, list(Person.rows.order_by("pk").values_list("pk", flat=True)[:2]))
        found = made(outbreak)
        arrival.arrive(round=found.pk, path=file(tmp_path, "a", ROWS), by="test")
        rebuild()
        yield


@pytest.mark.parametrize("role", sorted(roles().keys() - WITHOUT_PAGES - OWN_PAGES))
def test_every_page_that_a_role_is_shown_a_link_to_opens(role: str) -> None:
    browser = client(role, LEAST.get(role, DISTRICT))
    browser.raise_request_exception = False
    failed, seen = opened(browser)
    assert failed == {}
    assert len(seen) > 2


@pytest.mark.parametrize("role", sorted(WITHOUT_PAGES))
def test_who_has_no_page_is_told_so(role: str) -> None:
    answer = client(role, DISTRICT).get("/")
    assert answer.status_code == 403
    assert "您的岗位" in answer.content.decode()


def opened(browser: Client) -> tuple[dict[str, str], set[str]]:
    """(link -> status and the page it stood on, of those that did not open), all pages."""
    waiting, alike, seen, failed = deque([("/", "")]), dict[str, int](), set[str](), dict[str, str]()
    while waiting:
        address, shown_on = waiting.popleft()
        form = re.sub(r"\d+", "0", address.split("?")[0])
        if address in seen or alike.get(form, 0) >= ALIKE:
            continue
        alike[form] = alike.get(form, 0) + 1
        seen.add(address)
        answer = browser.get(address, follow=True)
        if answer.status_code != 200:
            failed[address] = f"{answer.status_code} from {shown_on}"
        elif answer.headers["Content-Type"].startswith("text/html"):
            waiting += [(unescape(link), address) for link in LINK.findall(answer.content.decode())]
        elif answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[arg-type]
    return failed, seen

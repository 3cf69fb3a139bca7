"""What the demo shares: a grant in use, a file each day, a request that waits, one that was refused; made once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.sharing import district

from fangxian.access import actions as access
from fangxian.access.queries import reader
from fangxian.lib import clock
from fangxian.runs import demo_sharing
from fangxian.sharing import queries
from fangxian.sharing.models import Use

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_demo_shows_every_way_that_a_request_can_go(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FANGXIAN_DEMO", True)
    at = clock.now()
    with clock.set_to(at - timedelta(days=30)):
        district()
        access.demo_accounts()
    for _ in range(2):
        demo_sharing.share(at=at)
    found = queries.requests(reader(demo_sharing.STEWARD)).order_by("pk")
    assert [(one.dataset, queries.state_of(one)) for one in found] == [
        ("residents", "standing"),
        ("residents", "refused"),
        ("organisations", "standing"),
        ("dwellings", "waiting"),
    ]
    assert Use.objects.filter(how="call", by="key").count() == 3
    assert Use.objects.filter(how="written").count() == 2

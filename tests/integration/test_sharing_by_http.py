"""A grant taken by a machine: over HTTP, with its key, page by page, as the OpenAPI document says."""

import csv
import io
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import OperationalError
from django.test import Client
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.sharing import PEOPLE, asked, asker, district, granted, owner, steward

from fangxian.access.reader import Reader
from fangxian.lib import clock
from fangxian.sharing import actions, queries
from fangxian.sharing.models import Grant, Rejection, Use

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(own_var: Path) -> Iterator[tuple[Reader, Reader]]:
    district()
    yield asker(), steward()


def keyed(people: tuple[Reader, Reader], **other: Any) -> tuple[Grant, str]:
    by, second = people
    grant = granted(by, owner("dwellings") if other.get("dataset") == "dwellings" else second, **other)
    return grant, actions.make_key(grant=grant.pk, by=people[0])


def asks(address: str, key: str = "") -> tuple[int, Any, dict[str, str]]:
    """Status, body and headers of a call; a body that is JSON is read."""
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {key}"} if key else {})
    try:
        answer = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        text, headers = answer.read().decode(), dict(answer.headers)
        return answer.status, json.loads(text) if "json" in headers["Content-Type"] else text, headers


def test_every_page_is_found_by_the_one_before(people: tuple[Reader, Reader], live_server: Any) -> None:
    grant, key = keyed(people)
    address, names = f"{live_server.url}/api/share/v1/{grant.pk}/rows?limit=1", []
    while address:
        status, body, headers = asks(address, key)
        assert (status, headers["Cache-Control"], body["grant"]) == (200, "no-store", grant.pk)
        names += [row["name"] for row in body["rows"]]
        assert bool(body["next"]) == ("Link" in headers)
        address = headers.get("Link", "").partition(">")[0].lstrip("<")
    assert names == [one[0] for one in PEOPLE[:3]]
    assert Use.objects.filter(rows=1).count() == 3


def test_csv_is_the_same_and_no_cell_of_it_is_a_formula(people: tuple[Reader, Reader], live_server: Any) -> None:
    grant, key = keyed(people)
    _, text, headers = asks(f"{live_server.url}/api/share/v1/{grant.pk}/rows?format=csv", key)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["name"] for row in rows] == ["张伟", "'=王秀英", "李娜"]
    assert list(rows[0]) == list(grant.columns)


@pytest.mark.parametrize(
    ("case", "status", "why"),
    [
        ("no key", 401, "no_key"), ("a wrong key", 401, "wrong_key"), ("another's key", 401, "wrong_key"),
        ("limit=0", 400, "bad_request"), ("limit=1001", 400, "bad_request"), ("limit=x", 400, "bad_request"),
        ("format=xml", 400, "bad_request"), ("cursor=abc", 400, "bad_request"),
        ("too early", 403, "not_yet"), ("too late", 403, "over"), ("withdrawn", 403, "withdrawn"),
        ("no such grant", 401, "wrong_key"),
    ],
)  # fmt: skip
def test_a_call_that_is_refused_says_why_and_is_counted(
    people: tuple[Reader, Reader], case: str, status: int, why: str
) -> None:
    grant, key = keyed(people, since=clock.now() + timedelta(days=1 if case == "too early" else 0))
    number, query = grant.pk, case if "=" in case else ""
    moment = clock.now() + timedelta(days=31 if case == "too late" else 0)
    if case == "withdrawn":
        actions.withdraw(grant=grant.pk, why="收回", by=people[1])
    if case == "another's key":
        number = keyed(people)[0].pk
    if case == "no such grant":
        number = 999
    said = {"no key": "", "a wrong key": f"fxs_{grant.pk}_{'x' * 43}"}.get(case, key)
    with clock.set_to(moment):
        answer = Client().get(
            f"/api/share/v1/{number}/rows?{query}", headers={"Authorization": f"Bearer {said}"} if said else {}
        )
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, why)
    assert set(answer.json()["error"]) == {"code", "zh", "en"}
    assert Rejection.objects.get().why == why and not Use.objects.exists()


def test_too_many_calls_are_asked_to_wait(people: tuple[Reader, Reader], monkeypatch: pytest.MonkeyPatch) -> None:
    grant, key = keyed(people)
    headers = {"Authorization": f"Bearer {key}"}
    for _ in range(queries.limits().calls_a_minute):
        assert Client().get(f"/api/share/v1/{grant.pk}/rows?limit=1", headers=headers).status_code == 200
    answer = Client().get(f"/api/share/v1/{grant.pk}/rows", headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    with clock.set_to(clock.now() + timedelta(minutes=1, seconds=1)):
        assert Client().get(f"/api/share/v1/{grant.pk}/rows", headers=headers).status_code == 200


def test_while_the_database_is_busy_a_caller_is_asked_to_come_again(
    people: tuple[Reader, Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(**_: object) -> object:
        raise OperationalError("database is locked")

    grant, key = keyed(people)
    monkeypatch.setattr("fangxian.runs.sharing.page", locked)
    answer = Client().get(f"/api/share/v1/{grant.pk}/rows", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_grant_of_files_gives_no_page(people: tuple[Reader, Reader]) -> None:
    grant = granted(*people, way="once", form="csv")
    key = f"fxs_{grant.pk}_{'x' * 43}"
    answer = Client().get(f"/api/share/v1/{grant.pk}/rows", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401


def test_a_call_may_only_read(people: tuple[Reader, Reader]) -> None:
    grant, key = keyed(people)
    headers = {"Authorization": f"Bearer {key}"}
    assert Client().post(f"/api/share/v1/{grant.pk}/rows", headers=headers).status_code == 405


def test_the_api_is_described_in_openapi(people: tuple[Reader, Reader]) -> None:
    document = Client().get("/api/share/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()
    assert set(document["components"]["schemas"]) - {"Error"} == {one.name for one in queries.offered()}


def test_a_grants_own_document_fits_what_its_key_gives(people: tuple[Reader, Reader]) -> None:
    for dataset, fields in (
        ("residents", {"name": "masked", "birth_date": "whole", "id_number": "masked", "grid": "whole"}),
        ("dwellings", {"dwelling": "whole", "floor": "whole", "longitude": "whole", "compound_name": "whole"}),
        ("areas", {"code": "whole", "name": "whole"}),
    ):
        wanted = {"dataset": dataset, "fields": fields}
        if dataset == "areas":
            grant = actions.ask(asked=asked(**wanted), by=people[0]).grant
            key = actions.make_key(grant=grant.pk, by=people[0])
        else:
            grant, key = keyed(people, **wanted)
        headers = {"Authorization": f"Bearer {key}"}
        document = Client().get(f"/api/share/v1/{grant.pk}/openapi.json", headers=headers).json()
        OpenAPIV31SpecValidator(document).validate()
        rows = Client().get(f"/api/share/v1/{grant.pk}/rows", headers=headers).json()["rows"]
        assert rows
        for row in rows:
            OAS31Validator(document["components"]["schemas"][dataset]).validate(row)

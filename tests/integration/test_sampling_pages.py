"""The pages of sites and laboratories: what is refused is said where it was typed, each number opens its list, and a
laboratory sees no names."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import EVENING, activated, made
from tests.signed_in import client
from tests.tubes import at_laboratory, opened, put

from fangxian.lib import clock
from fangxian.screening.models import LaboratoryFile, Round, Tube

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    with clock.set_to(EVENING - timedelta(hours=3)):
        prepared.district(tmp_path / "files")
        yield made(activated(monkeypatch))


def test_a_tube_is_opened_filled_and_sealed(round: Round) -> None:
    site = client("sampling_site", "230108001")
    said = {"round": round.pk, "site": "青年社区采样点", "area": "230108001002", "mode": "10", "barcode": "T0001"}
    page = site.post("/samples/open/", said)
    tube = Tube.objects.get()
    assert page.status_code == 302 and page.headers["Location"] == f"/samples/tubes/{tube.pk}/"
    site.post(f"/samples/tubes/{tube.pk}/bind/", {"name": "张伟", "number": NUMBERS["zhang"]})
    shown = site.get(f"/samples/tubes/{tube.pk}/").text
    assert "张伟" in shown and NUMBERS["zhang"] not in shown, "the number is masked"
    site.post(f"/samples/tubes/{tube.pk}/seal/")
    assert Tube.objects.get().state == "sealed"
    assert "T0001" in site.get("/samples/boxes/").text


def test_what_cannot_be_right_is_said_with_what_was_typed_still_there(round: Round) -> None:
    tube = opened(round, "T0001")
    site = client("sampling_site", "230108001")
    page = site.post(f"/samples/tubes/{tube.pk}/bind/", {"name": "张伟", "number": "230108199003070011"})
    assert page.status_code == 422 and "证件号码有误" in page.text and 'value="张伟"' in page.text


def test_each_number_of_the_laboratory_opens_a_list_of_its_length_without_a_name(round: Round, tmp_path: Path) -> None:
    for code, name, number in (("T0001", "张伟", "zhang"), ("T0002", "李娜", "li")):
        put(opened(round, code), name, number)
    at_laboratory(*Tube.objects.order_by("pk"))
    desk = client("laboratory")
    page = desk.get("/samples/laboratory/").text
    assert "state=testing" in page and "<b>2</b>" in page
    listed = desk.get(f"/samples/laboratory/tubes/?round={round.pk}&state=testing").text
    assert listed.count('class="code">T000') == 2 and "张伟" not in listed
    file = SimpleUploadedFile("results.csv", "样本编号,检测结果\nT0001,阴性\nT0009,阴性\n".encode())
    assert desk.post("/samples/laboratory/", {"round": round.pk, "file": file}).status_code == 302
    said = LaboratoryFile.objects.get()
    assert "本轮没有此条码的采样管" in desk.get(f"/samples/laboratory/files/{said.pk}/").text


def test_planned_codes_leave_as_a_list_for_the_printer(round: Round) -> None:
    site = client("sampling_site", "230108001")
    said = {"round": round.pk, "site": "青年社区采样点", "area": "230108001002", "mode": "10", "count": "3"}
    answer = site.post("/samples/plan/", said)
    assert answer.headers["Content-Disposition"].endswith('.xlsx"') and b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert Tube.objects.filter(state="planned").count() == 3


def test_a_sites_pages_are_not_the_laboratorys_and_the_other_way_round(round: Round) -> None:
    assert client("sampling_site", "230108001").get("/samples/laboratory/").status_code == 403
    assert client("laboratory").get("/samples/").status_code == 403
    assert client("grid_worker", "230108001002").get("/samples/").status_code == 403


def test_the_report_is_a_pdf_with_its_letters_in_it(round: Round) -> None:
    page = client("data_steward").get(f"/rounds/{round.pk}/report.pdf?area=230108")
    assert page.headers["Content-Type"] == "application/pdf" and page.content.startswith(b"%PDF-")
    assert b"/FontFile3" in page.content or b"/FontFile2" in page.content

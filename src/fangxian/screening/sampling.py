"""At a sampling site: tubes planned, opened, filled person by person, sealed. Each is one act of whoever takes samples.

What a person says of who they are lies sealed under the outbreak's key. A sample lifts what absence had brought (law
14): who is expected counts as `pending` from the moment of sampling, long before there is a result.
"""

import json
import re
from collections.abc import Mapping

from django.db import transaction

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.queries import seal
from fangxian.registry.queries import holder
from fangxian.screening import events, moving, rules
from fangxian.screening.models import Round, Sample, Standing, Tube
from fangxian.store import bulk
from fangxian.terms import names, phones, resident_id

#: What one may do who takes samples at a site.
TAKE = "samples.take"
#: What is sealed of a sample, and what it is found again by.
SAMPLED = "screening.sample"
#: How many people a tube may take: single, and the pools that laboratories mix.
MODES = (1, 5, 8, 10, 20)
SAID = ("name", "number", "phone", "address")
_BARCODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{3,31}")
_OTHER_DOCUMENT = re.compile(r"[0-9A-Z]{5,24}")


@transaction.atomic
def plan(*, round: int, site: str, area_code: str, mode: int, count: int, by: Reader) -> list[str]:
    """Plans tubes for a site, each with a code to be printed; answers the codes. Raises NotAllowed, NotHere, and a
    Fault for a mode or a number that cannot be."""
    found = _round(round, area_code, by)
    _refuse_mode(mode)
    if not 1 <= count <= 1_000:
        raise Fault(en="Plan between 1 and 1,000 tubes at once.", zh="一次可预制 1 至 1000 管。")
    first = Tube.objects.filter(round=found).count() + 1
    codes = [f"{found.number:02}{area_code[6:12].ljust(6, '0')}{place:06}" for place in range(first, first + count)]
    rows = [(found.pk, code, mode, 0, site.strip(), area_code, "planned", "") for code in codes]
    columns = ["round_id", "barcode", "mode", "household", "site", "area_code", "state", "opened_by"]
    bulk.insert(Tube, columns, rows)
    _told(events.TUBES_PLANNED, found, by, tubes=count, site=site)
    return codes


@transaction.atomic
def open_tube(
    *, round: int, barcode: str, site: str, area_code: str, mode: int, household: int = 0, by: Reader
) -> Tube:
    """Opens a tube by the code on it, one that was planned or comes with a label of its maker's.

    household  how many one household has whose own tube it is; 0: anybody's

    Opened again by the same site, it is the same tube (law 7). Raises NotAllowed, NotHere, and a Fault for a code that
    cannot be read or that another site has, and for a tube that is sealed.
    """
    found = _round(round, area_code, by)
    code = barcode.strip()
    if not _BARCODE.fullmatch(code):
        raise Fault(en="This is no code of a tube: scan it again.", zh="不是有效的采样管条码：请重新扫描。")
    _refuse_mode(mode)
    if household and not 1 <= household <= max(MODES):
        raise Fault(en="A household's tube takes 1 to 20 people.", zh="单户管应填 1 至 20 人。")
    tube = Tube.objects.select_for_update().filter(round=found, barcode=code).first()
    if tube is None:
        tube = Tube(round=found, barcode=code, site=site.strip(), area_code=area_code, mode=mode, household=household)
    elif tube.state in ("opened", "filled") and by.covers(tube.area_code):
        return tube
    elif tube.state != "planned" or not by.covers(tube.area_code):
        raise Fault(en="This tube is in use already: take another one.", zh="该采样管已被使用：请换一支新管。")
    tube.mode, tube.household, tube.site, tube.area_code = mode, household, site.strip(), area_code
    tube.state = rules.advanced(rules.TUBE, tube.state, "opened")
    tube.opened_by, tube.opened_at = by.account, clock.now()
    tube.save()
    return tube


@transaction.atomic
def bind(*, tube: int, said: Mapping[str, str], by: Reader) -> Sample:
    """Puts somebody's sample into an open tube.

    said  name, and number, or phone where they have no document; address where they are known to live nowhere here

    Said again, it is one sample (law 7). Raises NotAllowed, NotHere, and a Fault for a tube that is full or sealed, for
    somebody who is in another open tube, and for a number that cannot be right.
    """
    held = _open(tube, by)
    who = _who(said)
    sealed = seal(held.round.outbreak_id, SAMPLED)
    index = sealed.index(who["number"] or f"{who['name']}|{who['phone']}")
    there = Sample.rows.filter(round=held.round_id, who=index, open=True).select_related("tube").first()
    if there is not None and there.tube_id == tube:
        return there
    if there is not None:
        raise Fault(
            en="This person is in another tube of this round that has no result yet: nobody is sampled twice at once.",
            zh="此人在本轮另一支未出结果的管中：不得同时登记两管。",
        )
    people = Sample.rows.filter(tube=held).count()
    if not rules.may_be_filled(people=people, mode=held.mode, household=held.household or None):
        raise Fault(en="This tube is full: seal it, and open another.", zh="本管已满：请封管后另开一管。")
    person = holder(who["number"], who["name"]) if who["number"] else None
    made = Sample.rows.create(
        round=held.round,
        tube=held,
        who=index,
        said=sealed.close(json.dumps(who, ensure_ascii=False)),
        person=person,
        area_code=held.area_code,
        by=by.account,
    )
    _advance(held, "filled")
    if held.mode == 1 and held.of_id is None:
        _retests(held, index)
    _sampled(held.round, person, made)
    return made


@transaction.atomic
def unbind(*, sample: int, by: Reader) -> None:
    """Takes somebody out of a tube that is not sealed yet: they were scanned by mistake. Raises as `bind`."""
    found = Sample.rows.filter(pk=sample).first()
    if found is None:
        raise NotHere.of("tube")
    held = _open(found.tube_id, by)
    found.delete()
    _advance(held, "filled" if Sample.rows.filter(tube=held).exists() else "opened")
    if found.person is not None:
        _stands(held.round, found.person, ("pending",), "untested", sampled_at=None)


@transaction.atomic
def seal_tube(*, tube: int, by: Reader) -> Tube:
    """Seals a tube with somebody's sample in it; sealed before, it stays so. Raises NotAllowed, NotHere, and a Fault
    for one that is empty."""
    held = _held(tube, by)
    if held.state == "sealed":
        return held
    if not rules.may_be_sealed(people=Sample.rows.filter(tube=held).count()):
        raise Fault(en="Nobody's sample is in this tube: it cannot be sealed.", zh="管内尚无样本，不能封管。")
    _advance(held, "sealed")
    held.sealed_at = clock.now()
    held.save(update_fields=["sealed_at"])
    return held


def _round(round: int, area_code: str, by: Reader) -> Round:
    _refuse_unless(by, TAKE)
    found = Round.objects.filter(pk=round).first()
    if found is None or not by.covers(area_code) or not area_code.startswith(found.area_code):
        raise NotHere.of("round")
    if found.state == Round.State.CLOSED:
        raise Fault(en="This round is closed: no samples are taken for it.", zh="本轮已归档，不再采样。")
    return found


def _held(tube: int, by: Reader) -> Tube:
    _refuse_unless(by, TAKE)
    found = Tube.objects.select_for_update().select_related("round").filter(pk=tube).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("tube")
    return found


def _open(tube: int, by: Reader) -> Tube:
    found = _held(tube, by)
    if found.state not in ("opened", "filled"):
        raise Fault(en="This tube is sealed already: open another one.", zh="本管已封，不能再改动：请另开一管。")
    return found


def _refuse_unless(by: Reader, verb: str) -> None:
    if not by.can(verb):
        raise NotAllowed.of(verb)


def _refuse_mode(mode: int) -> None:
    if mode not in MODES:
        sizes = "、".join(str(one) for one in MODES)
        raise Fault(en=f"A tube takes {sizes} people: choose one of these.", zh=f"采样管可装 {sizes} 人：请选择其一。")


def _advance(tube: Tube, then: str) -> None:
    if tube.state != then:
        tube.state = rules.advanced(rules.TUBE, tube.state, then)
        tube.save(update_fields=["state"])


def _who(said: Mapping[str, str]) -> dict[str, str]:
    """What a person says of who they are, in terms. Raises a Fault that quotes nothing."""
    typed = {name: (said.get(name) or "").strip() for name in SAID}
    name = names.clean(typed["name"])
    if not name:
        raise Fault(en="Type the name.", zh="请填写姓名。")
    number = (resident_id.clean(typed["number"]) or "").upper()
    if number and resident_id.key(number) is None and (len(number) in (15, 17, 18) or not _document(number)):
        raise Fault(en="This identity number cannot be right: scan or type it again.", zh="证件号码有误：请重新核对。")
    phone = phones.key(typed["phone"]) if typed["phone"] else None
    if typed["phone"] and phone is None:
        raise Fault(en="This phone number cannot be right: type it again.", zh="手机号有误：请重新填写。")
    if not number and phone is None:
        raise Fault(
            en="Scan the document; whoever has none with them gives a phone number.",
            zh="请扫描证件；未带证件的须留手机号。",
        )
    rung = phones.text(phone) if phone is not None else ""
    return {"name": name, "number": number, "phone": rung, "address": typed["address"][:120]}


def _document(number: str) -> bool:
    return _OTHER_DOCUMENT.fullmatch(number) is not None


def _retests(tube: Tube, who: bytes) -> None:
    """A single tube of somebody in a suspect pool tests them again."""
    pools = Sample.rows.filter(round=tube.round_id, who=who, tube__state="suspect").exclude(tube=tube.pk)
    pool = pools.order_by("-pk").values_list("tube", flat=True).first()
    if pool is not None:
        tube.of_id = pool
        tube.save(update_fields=["of"])


def _sampled(round: Round, person: int | None, sample: Sample) -> None:
    if person is not None:
        _stands(round, person, ("untested", "excused"), "pending", sampled_at=sample.taken_at)


def _stands(round: Round, person: int, before: tuple[str, ...], then: str, **more: object) -> None:
    """Somebody without a result stands otherwise."""
    found = Standing.rows.filter(round=round, person=person, status__in=before, batch=None)
    for standing in found.select_for_update():
        moved = (standing.area_code, standing.status, then)
        Standing.rows.filter(pk=standing.pk).update(status=then, **more)
        moving.tell(round.pk, [moved])


def _told(kind: str, round: Round, by: Reader, **payload: object) -> None:
    ledger.record(kind=kind, subject_kind="round", subject=round.pk, by=by.account, payload=payload)

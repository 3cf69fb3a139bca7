"""Appeals: filed by the resident, somebody for them, or an officer on their behalf; answered with a reason by a
promised time; at once where the evidence at hand settles it (即提即解). What was refused once, another person looks at.

Frees one person: the answer of one officer is enough, for the resident is the second. It restricts nobody.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.queries import own_person
from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_independent
from fangxian.healthcode import events, settling
from fangxian.healthcode.classes import answer_reasons, appeal_classes
from fangxian.healthcode.ending import end
from fangxian.healthcode.faults import Settled
from fangxian.healthcode.models import Answer, Appeal, Attachment, Restriction
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.lib.sealing import Seal
from fangxian.outbreak.queries import seal

OWN, ON_BEHALF, VERB = "own.appeal", "codes.people", "codes.answer"
SAID = "healthcode.appeal"
#: An attachment's bytes, and how many may come with one appeal.
LARGEST, MOST = 5_000_000, 5
KINDS = frozenset({"image/jpeg", "image/png", "application/pdf"})
_EVIDENCE_SETTLES = "evidence_settles"


@dataclass(frozen=True)
class File:
    """Something that comes with an appeal."""

    name: str
    kind: str
    content: bytes


def file(*, restriction: int, name: str, text: str, files: Sequence[File] = (), by: Reader) -> Appeal:
    """Files an appeal about a restriction that stands; filed again while it waits, it is the same (law 7).

    name   of appeal_classes.toml; `text`: what is said, sealed with the files

    Raises NotHere for a restriction that is not the reader's own nor in their areas, NotAllowed, and a Fault for what
    cannot be taken.
    """
    refuse_unfit(name, files)
    with transaction.atomic():
        found = Restriction.rows.select_for_update().filter(pk=restriction).first()
        if found is None:
            raise NotHere.of("restriction")
        filed_as = _filed_as(found, by)
        waiting = Appeal.rows.filter(restriction=found, closed_at=None).first()
        if waiting is not None:
            return waiting
        if found.ended_at is not None or found.expires_at <= clock.now():
            raise Settled(en="This restriction has ended: nothing need be asked.", zh="该管控措施已解除，无需申诉。")
        made = _filed(found, name, text, files, by.account, filed_as)
        shown = settling.settled(found, appeal_classes()[name].settled_by)
        if shown:
            _answered(made, Answer(look=1, reason=_EVIDENCE_SETTLES, evidence=list(shown), by=ledger.SYSTEM))
    return made


@transaction.atomic
def answer(*, appeal: int, reason: str, text: str = "", by: Reader) -> Appeal:
    """Answers an appeal for a reason of answers.toml, which says how. The first refusal is looked at by another person;
    their answer is the last. Raises NotHere, NotAllowed, NotTwoPeople, Settled."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    found = Appeal.rows.select_for_update().filter(pk=appeal).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("appeal")
    if found.closed_at is not None or reason not in answer_reasons():
        raise Settled.meanwhile()
    if by.account == found.filed_by:
        raise NotAllowed(en="Who filed an appeal does not answer it.", zh="代为申诉的人不能答复该申诉。")
    first = Answer.objects.filter(appeal=found).order_by("look").first()
    if first is not None:
        refuse_unless_independent(first.by, by.account)
    said = _sealed(found).close(text.strip()) if text.strip() else None
    _answered(found, Answer(look=2 if first else 1, reason=reason, said=said, by=by.account))
    return found


def opened(appeal: Appeal) -> str:
    """What an appeal says. To be shown to who may answer it, or to whose it is."""
    return _sealed(appeal).open(bytes(appeal.said))


def replied(appeal: Appeal, given: Answer) -> str:
    """The sentence that came with an answer; '' where there is none."""
    return _sealed(appeal).open(bytes(given.said)) if given.said else ""


def attached(appeal: Appeal, attachment: int) -> File:
    """A file that came with an appeal, opened. Raises NotHere."""
    found = Attachment.objects.filter(appeal=appeal, pk=attachment).first()
    if found is None:
        raise NotHere.of("attachment")
    sealed = _sealed(appeal)
    return File(sealed.open(bytes(found.name)), found.kind, base64.b64decode(sealed.open(bytes(found.content))))


def refuse_unfit(name: str, files: Sequence[File]) -> None:
    """Raises a Fault for a class that there is not, and for files that are too many, too large, or of another kind."""
    if name not in appeal_classes():
        raise Fault(en="Choose what the appeal is about from the list.", zh="请从列表中选择申诉类别。")
    if len(files) > MOST or any(len(one.content) > LARGEST or one.kind not in KINDS for one in files):
        raise Fault(
            en=f"At most {MOST} pictures or PDFs of {LARGEST // 1_000_000} MB each: leave out what is more.",
            zh=f"最多 {MOST} 个附件，每个不超过 {LARGEST // 1_000_000} MB，限图片或 PDF。",
        )


def _filed_as(found: Restriction, by: Reader) -> str:
    """As what somebody files: of their own code, of whom they act for, or on behalf of a resident of their areas."""
    if by.can(OWN):
        if own_person(by.account) == found.person:
            return "proxy" if "proxy" in by.roles else "self"
        raise NotHere.of("restriction")
    if not by.can(ON_BEHALF):
        raise NotAllowed.of(ON_BEHALF)
    if not by.covers(found.area_code):
        raise NotHere.of("restriction")
    return "officer"


def _filed(found: Restriction, name: str, text: str, files: Sequence[File], account: str, filed_as: str) -> Appeal:
    sealed = seal(found.outbreak_id, SAID)
    words = appeal_classes()[name]
    at = clock.now()
    made = Appeal.rows.create(
        restriction=found, person=found.person, area_code=found.area_code, name=name, said=sealed.close(text.strip()),
        filed_by=account, filed_as=filed_as, filed_at=at, due_at=at + timedelta(hours=words.hours),
    )  # fmt: skip
    for one in files:
        content = sealed.close(base64.b64encode(one.content).decode())
        Attachment.objects.create(appeal=made, name=sealed.close(one.name), kind=one.kind, content=content)
    _tell(events.APPEALED, made, account, class_zh=words.zh, class_en=words.en)
    return made


def _answered(found: Appeal, given: Answer) -> None:
    reason = answer_reasons()[given.reason]
    given.appeal, given.outcome, given.at = found, reason.outcome, clock.now()
    given.save(force_insert=True)
    if reason.outcome == Appeal.State.OVERTURNED:
        found.state, found.closed_at = Appeal.State.OVERTURNED, given.at
    elif given.look == 1:
        found.state = Appeal.State.SECOND_LOOK
        found.due_at = given.at + timedelta(hours=appeal_classes()[found.name].hours)
    else:
        found.state, found.closed_at = Appeal.State.UPHELD, given.at
    found.save(update_fields=["state", "closed_at", "due_at"])
    outcome = ("申诉成立", "for the resident") if reason.outcome == "overturned" else ("维持", "the restriction stands")
    said = {"outcome_zh": outcome[0], "outcome_en": outcome[1], "reason_zh": reason.zh, "reason_en": reason.en}
    _tell(events.ANSWERED, found, given.by, **said)
    if found.state == Appeal.State.OVERTURNED:
        about = found.restriction
        # What took its place while they waited ends with it.
        end(source=about.source, people=[about.person], ended_for="overturned", by=given.by)


def _sealed(appeal: Appeal) -> Seal:
    return seal(appeal.restriction.outbreak_id, SAID)


def _tell(kind: str, appeal: Appeal, by: str, **said: str) -> None:
    payload = {"appeal": appeal.pk, "outbreak": appeal.restriction.outbreak_id, **said}
    ledger.record(kind=kind, subject_kind="person", subject=appeal.person, by=by, payload=payload)

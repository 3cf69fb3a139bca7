"""The one gate (law 5): area, verb, purpose, mask and audit entry are applied here, together.

A view names its verb (`requires`); what it shows of one person it opens here (`one`, `opened`), of many it lists here
(`listed`, `exported`), and each field passes `show`. The audit entry is written before anything is shown: where it
cannot be written, nothing is. A view that reads people and notes none of them fails (access.watch).
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from fangxian.access.faults import NoPurpose, NotAllowed, NotHere
from fangxian.access.masks import MASKS
from fangxian.access.reader import Kind, Reader, Shown
from fangxian.access.roles import purposes, verbs
from fangxian.access.scope import ScopedQuerySet
from fangxian.access.searches import settle_search
from fangxian.access.watch import people_were_noted, watched
from fangxian.ledger import actions as ledger

View = Callable[..., HttpResponseBase]

#: What every signed-in account may do: see to its own password, choose its purpose, leave.
SIGNED_IN = "signed_in"

#: What a record is -> the room of its verbs.
RECORDS = {
    "person": "people",
    "household": "people",
    "stray": "people",
    "doubt": "people",
    "sample": "samples",
    "dwelling": "places",
    "building": "places",
    "compound": "places",
    "organisation": "organisations",
    "held_row": "batches",
    "row": "batches",
}


def requires(verb: str, *others: str) -> Callable[[View], View]:
    """Declares what a view needs, one verb or any of several; who has none is refused, and the refusal noted. Who is
    not signed in signs in."""
    for one in (verb, *others):
        if one != SIGNED_IN and one not in verbs():
            raise ValueError(f"{one} is not in verbs.toml")

    def declared(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            reader: Reader = request.reader  # type: ignore[attr-defined]
            if verb != SIGNED_IN and not any(map(reader.can, (verb, *others))):
                ledger.note(action="access.refused", by=reader.account, verb=verb, role=_role(reader))
                raise NotAllowed.of(verb)
            with watched(view.__qualname__):
                return view(request, *args, **kwargs)

        guarded.verb = verb  # type: ignore[attr-defined]
        return guarded

    return declared


def opened(
    reader: Reader,
    *,
    kind: str,
    subject: object,
    area: str | None = None,
    beside: Iterable[object] = (),
    purpose: str = "",
    **details: Any,
) -> None:
    """Notes that a reader opens one record. Call it before the record is shown.

    kind     of RECORDS; subject is the record's key, area its area code (a person has one, an organisation none)
    beside   the keys of others of the kind whom the same page shows: each of them finds the entry
    purpose  otherwise the one the reader has chosen

    Raises NotAllowed, NotHere (another's area: the same as if it were not there), NoPurpose.
    """
    if area is None and kind == "person":
        raise ValueError("a person is opened with the area they are looked after in")
    if area is not None and not reader.covers(area):
        raise NotHere.of(kind)
    _note(reader, "read", kind, subject, purpose, beside, details)
    if kind == "person":
        settle_search(reader, opened=subject)


def one(
    rows: ScopedQuerySet,
    reader: Reader,
    *,
    kind: str,
    beside: Iterable[object] = (),
    purpose: str = "",
    **wanted: Any,
) -> Any:
    """The one row that is wanted (pk=7), if it lies in the reader's areas; noted as `opened`, and raises so."""
    found = rows.seen_by(reader).filter(**wanted).first()
    if found is None:
        raise NotHere.of(kind)
    opened(reader, kind=kind, subject=found.pk, area=found.area_code, beside=beside, purpose=purpose)
    return found


def listed(reader: Reader, *, kind: str, subjects: Iterable[object], purpose: str = "", **details: Any) -> None:
    """Notes which records a list shows: one entry for the page, found by each of them."""
    _note(reader, "read", kind, "", purpose, subjects, details)


def exported(reader: Reader, *, kind: str, subjects: Iterable[object], purpose: str = "", **details: Any) -> None:
    """Notes which records leave in a file. Call it before the first byte does."""
    _note(reader, "export", kind, "", purpose, subjects, details)


def show(reader: Reader, kind: Kind, value: str | date | None) -> str:
    """A field as the reader may see it: whole, masked, or nothing."""
    return shown_as(reader.shows(kind), kind, value)


def shown_as(shown: Shown, kind: Kind, value: str | date | None) -> str:
    """The same of a field for which somebody decided how it is shown."""
    if value is None or shown == "hidden":
        return ""
    return str(value) if shown == "whole" else MASKS[kind](value)


def masked(reader: Reader, kind: Kind, value: str | date | None) -> str:
    """A field in part, whatever else the reader might see of it; nothing of what is hidden from them."""
    return "" if value is None or reader.shows(kind) == "hidden" else MASKS[kind](value)


def sees_group(reader: Reader, sensitivity: int) -> bool:
    """Whether the reader may know of a key group of this sensitivity (1 to 3)."""
    return reader.shows("groups") != "hidden" and sensitivity <= reader.sensitivity


def _note(
    reader: Reader,
    verb: str,
    kind: str,
    subject: object,
    purpose: str,
    shown: Iterable[object],
    details: dict[str, Any],
) -> None:
    action = f"{RECORDS[kind]}.{verb}"
    if not reader.can(action):
        raise NotAllowed.of(action)
    ledger.note(
        action=action,
        by=reader.account,
        subject_kind=kind,
        subject=subject,
        purpose=_purpose(reader, purpose),
        shown=shown,
        role=_role(reader),
        **details,
    )
    if RECORDS[kind] in ("people", "samples"):
        people_were_noted()


def _purpose(reader: Reader, purpose: str) -> str:
    chosen = purpose or reader.purpose
    if chosen not in purposes() or (reader.purposes and chosen not in reader.purposes):
        raise NoPurpose(
            en="Say what you read this for: choose a purpose that your role permits.",
            zh="请说明查看用途：选择本岗位允许的用途。",
        )
    return chosen


def _role(reader: Reader) -> str:
    return ",".join(reader.roles)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    answer = redirect_to_login(request.get_full_path())
    if request.headers.get("HX-Request"):
        # A fragment cannot show the page where one signs in: htmx goes there as a whole.
        return HttpResponse(headers={"HX-Redirect": answer.url})
    return answer

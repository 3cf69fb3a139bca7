"""What somebody types to correct a person, read as the registry writes it."""

from collections.abc import Callable, Mapping
from datetime import date

from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.applying.said import Said
from fangxian.terms import documents, names, phones, resident_id

#: Field -> its name in a sentence.
FIELDS = {
    "name": ("姓名", "name"),
    "sex": ("性别", "sex"),
    "born": ("出生日期", "birth date"),
    "number": ("证件号码", "number"),
    "phone": ("电话", "phone"),
}
#: Whom nobody alive is older than, in years.
_OLDEST = 130


def read(said: Mapping[str, str | date]) -> Said:
    """Fields as typed: '' takes one away (not a name). A number is a resident's or another document's that is
    known. Raises a Fault that names the field, and never quotes it; KeyError for a field that nobody corrects."""
    made = Said()
    for field, typed in said.items():
        value = typed if isinstance(typed, date) else typed.strip()
        read_as = _READ[field](value) if value else ("" if field != "name" else None)
        if read_as is None:
            zh, en = FIELDS[field]
            raise Fault(
                en=f"This cannot be right as a {en}: compare it with the document, and type it again.",
                zh=f"{zh}填写有误：请对照证件重新填写。",
            )
        setattr(made, field, read_as)
    if made.number:
        made.number_kind = documents.kind(made.number) or "resident"
    return made


def readable(said: Mapping[str, str]) -> dict[str, str]:
    """Of what nobody typed but a file said, the fields that can be right, as they were said."""
    return {field: value for field, value in said.items() if value and _can_be_right(field, value)}


def named(fields: list[str]) -> dict[str, str]:
    """Fields as sentences name them: fields_zh, fields_en."""
    return {
        "fields_zh": "、".join(FIELDS[one][0] for one in fields),
        "fields_en": ", ".join(FIELDS[one][1] for one in fields),
    }


def _can_be_right(field: str, value: str) -> bool:
    return _READ[field](value.strip()) is not None


def _number(typed: str) -> str | None:
    bare = resident_id.clean(typed)
    key = resident_id.key(bare) or resident_id.upgraded(bare)
    if key is not None:
        return resident_id.text(key)
    return bare if bare and documents.kind(bare) else None


def _phone(typed: str) -> str | None:
    key = phones.key(typed)
    return str(key) if key is not None else None


def _born(typed: str | date) -> date | None:
    try:
        day = typed if isinstance(typed, date) else date.fromisoformat(typed)
    except ValueError:
        return None
    today = clock.now().astimezone(clock.LOCAL).date()
    return day if day <= today and today.year - day.year <= _OLDEST else None


_READ: Mapping[str, Callable[..., str | date | None]] = {
    "name": names.clean,
    "sex": lambda typed: typed if typed in ("1", "2") else None,
    "born": _born,
    "number": _number,
    "phone": _phone,
}

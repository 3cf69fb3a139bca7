"""Whose record is one's own: the account says it, no address does."""

from django.http import HttpRequest

from fangxian.access.faults import NotHere
from fangxian.access.queries import own_person
from fangxian.access.reader import Reader


def own(request: HttpRequest) -> tuple[int, Reader]:
    """The person, and who reads. Raises NotHere for an account that is nobody's."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    person = own_person(reader.account)
    if person is None:
        raise NotHere(
            en="This account is bound to nobody's record yet: ask your community to bind it.",
            zh="该账号尚未绑定本人记录：请联系社区办理绑定。",
        )
    return person, reader

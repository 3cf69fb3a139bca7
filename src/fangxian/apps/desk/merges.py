"""Of which records somebody, or an organisation, was made, by whom, and who may take it back."""

from collections.abc import Collection
from typing import Any

from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.identity.events import PERSON
from fangxian.identity.queries import merges_of


def merges(reader: Reader, records: Collection[int], kind: str = PERSON) -> list[tuple[Any, str, bool]]:
    """The merges of some records, who decided each, and whether the reader may take it back."""
    found = merges_of(records, kind=kind)
    signed = signatures(one.by for one in found)
    return [(one, signed.get(one.by, one.by), reader.can("links.review")) for one in found]

"""Who is told of a department's data: its stewards; where it has nobody in office, the headquarters."""

from fangxian.access.queries import in_office, signatures
from fangxian.access.reader import Reader
from fangxian.contracts import Contract, departments
from fangxian.sharing import queries as sharing

#: Whoever may see how good data are is told.
VERB = "quality.read"


class Told:
    """Looked up once for many datasets."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, None]] = {}
        for one, name, _ in in_office(VERB):
            self._held.setdefault(one, {})[name] = None
        self._signed = signatures(name for names in self._held.values() for name in names)

    def names(self, contract: Contract) -> list[str]:
        """How they sign; none: the headquarters is told."""
        return [self._signed[name] for name in self._held.get(departments.owner_of(contract), ())]

    def is_for(self, reader: Reader, contract: Contract) -> bool:
        """Whether a reader is told of a dataset."""
        owner = departments.owner_of(contract)
        if owner and reader.department == owner:
            return True
        return reader.can(sharing.STAND_IN) and not self._held.get(owner)

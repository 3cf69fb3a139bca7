"""Which column is which. Exact synonyms only, best rank first; where two are equal a person must say.

Fault
  a promised column is missing
  two columns could be the same field
  --map names a column that the file has not
"""

from collections.abc import Sequence

from fangxian.contracts.contract import Contract, Field, Section
from fangxian.contracts.headings import fold, shown
from fangxian.lib.fault import Fault


def recognise(contract: Contract, header: Sequence[str], mapping: Section | None, *, file: str) -> dict[str, int]:
    """Field -> 0-based column, in the contract's order of fields. Raises Fault."""
    section = mapping or {}
    keys = [fold(cell) for cell in header]
    columns: dict[str, int] = {}
    for one in contract.fields:
        if one.name in section:
            column = _mapped(contract, one, section[one.name].split("|"), header, keys, file)
        else:
            column = _by_synonym(contract, one, header, keys, file)
        if column is not None:
            columns[one.name] = column
    for group in contract.missing(columns):
        _fault_missing(contract, group, header, file)
    return columns


def _mapped(
    contract: Contract, one: Field, wanted: Sequence[str], header: Sequence[str], keys: Sequence[str], file: str
) -> int | None:
    """The column that --map gives: the first heading of its list that the file has; 姓名#2 is the second 姓名."""
    if not any(wanted):
        return None
    for heading in wanted:
        name, _, ordinal = heading.rpartition("#")
        exact = [i for i, cell in enumerate(header) if cell.strip() == heading.strip()]
        if not exact and name and ordinal.isdigit():
            same = [i for i, key in enumerate(keys) if key == fold(name)]
            exact = same[int(ordinal) - 1 : int(ordinal)] if int(ordinal) else []
        found = exact or [i for i, key in enumerate(keys) if key and key == fold(heading)]
        if len(found) > 1:
            _fault_two(contract, one, found, header, file)
        if found:
            return found[0]
    fallback = _by_synonym(contract, one, header, keys, file)
    if fallback is not None:
        return fallback
    raise Fault(
        en=f"{file}: --map says that {one.name} is the column {_quoted(wanted)}, but the header has no such column "
        f"(found: {shown(header)}); correct the map.",
        zh=f"{file}：--map 指定{one.label}（{one.name}）为“{'、'.join(wanted)}”列，但表头中没有该列"
        f"（表头为：{shown(header)}）；请改正映射文件。",
    )


def _by_synonym(contract: Contract, one: Field, header: Sequence[str], keys: Sequence[str], file: str) -> int | None:
    for equals in one.synonyms:
        found = [i for i, key in enumerate(keys) if key in equals]
        if len(found) > 1:
            _fault_two(contract, one, found, header, file)
        if found:
            return found[0]
    return None


def _fault_two(contract: Contract, one: Field, found: Sequence[int], header: Sequence[str], file: str) -> None:
    first, second = found[0], found[1]
    section = "results" if contract.name == "test_results" else contract.name
    same = fold(header[first]) == fold(header[second])
    example = f"{header[first].strip()}#1" if same else header[first].strip()
    raise Fault(
        en=f"{file}: columns {first + 1} ({shown([header[first]])}) and {second + 1} ({shown([header[second]])}) "
        f"could both be {one.name}; say which with --map, for example {section}: {{{one.name}: {example}}}.",
        zh=f"{file}：第{first + 1}列（{shown([header[first]])}）和第{second + 1}列（{shown([header[second]])}）"
        f"都可能是{one.label}；请用 --map 指明，例如 {section}: {{{one.name}: {example}}}。",
    )


def _fault_missing(contract: Contract, group: Sequence[str], header: Sequence[str], file: str) -> None:
    fields = [contract.field(name) for name in group]
    section = "results" if contract.name == "test_results" else contract.name
    example = f"{section}: {{{group[0]}: …}}"
    raise Fault(
        en=f"{file}: no column is recognised as {' or '.join(group)} ({' / '.join(f.label for f in fields)}); "
        f"the header found is: {shown(header)}; name the column with --map, for example {example}.",
        zh=f"{file}：没有找到{'或'.join(f.label for f in fields)}列；读到的表头是：{shown(header)}；"
        f"请用 --map 指明列名，例如 {example}。",
    )


def _quoted(headings: Sequence[str]) -> str:
    return " or ".join(f"'{heading}'" for heading in headings)

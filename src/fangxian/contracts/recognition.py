"""Which column is which. Exact synonyms only, best rank first; where two are equal a person must say.

Fault
  a promised column is missing
  two columns could be the same field
  --map names a column that the file has not
"""

from collections.abc import Sequence

from fangxian.contracts.field import Field, Section
from fangxian.contracts.headings import fold, shown
from fangxian.lib.fault import Fault


def columns_of(
    fields: Sequence[Field], header: Sequence[str], mapping: Section, *, file: str, side: str
) -> dict[str, int]:
    """Field -> 0-based column of `header`, in the order of `fields`. Raises Fault, worded with `file` and `side`."""
    found = {}
    for one in fields:
        wanted = mapping[one.name].split("|") if one.name in mapping else None
        candidates = _by_synonym(one, header) if wanted is None else _by_map(one, wanted, header, file=file)
        if len(candidates) > 1:
            raise _two_columns(one, candidates, header, file=file, side=side)
        if candidates:
            found[one.name] = candidates[0]
    return found


def no_column(group: Sequence[Field], header: Sequence[str], *, file: str, side: str) -> Fault:
    """The fault of a header without any of the fields in `group`."""
    name = f"{side}: {{{group[0].name}: …}}"
    let_off = f"{side}: {{{group[0].name}: null}}" if len(group) == 1 else ""
    return Fault(
        en=f"{file}: no column is recognised as {' or '.join(one.name for one in group)} "
        f"({' / '.join(one.label for one in group)}); the header found is: {shown(header)}; "
        f"name the column with --map, for example {name}" + (f", or go without it: {let_off}." if let_off else "."),
        zh=f"{file}：没有找到{'或'.join(one.label for one in group)}列；读到的表头是：{shown(header)}；"
        f"请用 --map 指明列名，例如 {name}" + (f"；确无此列则写 {let_off}。" if let_off else "。"),
    )


def _by_synonym(one: Field, header: Sequence[str]) -> list[int]:
    """The columns under the best of the field's synonyms that the header has."""
    keys = [fold(cell) for cell in header]
    for equals in one.synonyms:
        found = [column for column, key in enumerate(keys) if key in equals]
        if found:
            return found
    return []


def _by_map(one: Field, wanted: Sequence[str], header: Sequence[str], *, file: str) -> list[int]:
    """The columns that --map means: the first heading of its list that the file has, else a synonym; none for ''."""
    if not any(wanted):
        return []
    for heading in wanted:
        found = _under(heading, header)
        if found:
            return found
    found = _by_synonym(one, header)
    if found:
        return found
    raise Fault(
        en=f"{file}: --map says that {one.name} is the column {' or '.join(f"'{heading}'" for heading in wanted)}, "
        f"but the header has no such column (found: {shown(header)}); correct the map.",
        zh=f"{file}：--map 指定{one.label}（{one.name}）为“{'、'.join(wanted)}”列，但表头中没有该列"
        f"（表头为：{shown(header)}）；请改正映射文件。",
    )


def _under(heading: str, header: Sequence[str]) -> list[int]:
    """The columns under a heading as a person wrote it: letter for letter, else folded; 姓名#2 is the second 姓名."""
    exact = [column for column, cell in enumerate(header) if cell.strip() == heading.strip()]
    if exact:
        return exact
    keys = [fold(cell) for cell in header]
    name, _, ordinal = heading.rpartition("#")
    if name and ordinal.isdecimal():
        same = [column for column, key in enumerate(keys) if key == fold(name)]
        chosen = [column for nth, column in enumerate(same, start=1) if nth == int(ordinal)]
        if chosen:
            return chosen
    return [column for column, key in enumerate(keys) if key and key == fold(heading)]


def _two_columns(one: Field, found: Sequence[int], header: Sequence[str], *, file: str, side: str) -> Fault:
    first, second = found[0], found[1]
    a, b = shown([header[first]]), shown([header[second]])
    same = header[first].strip() == header[second].strip()
    example = f"{side}: {{{one.name}: {a}{'#1' if same else ''}}}"
    return Fault(
        en=f"{file}: columns {first + 1} ({a}) and {second + 1} ({b}) could both be {one.name}; "
        f"say which with --map, for example {example}.",
        zh=f"{file}：第{first + 1}列（{a}）和第{second + 1}列（{b}）都可能是{one.label}；"
        f"请用 --map 指明，例如 {example}。",
    )

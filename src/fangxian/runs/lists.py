"""Lists of people as officers have them: a line a person, told by the identity number in it."""

import re
from collections.abc import Sequence

from fangxian.access import gate
from fangxian.access.reader import Reader
from fangxian.lib.fault import Fault
from fangxian.registry.queries import known_by_number

#: An identity number within a line.
NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
#: So many lines are named in a sentence.
_NAMED = 10


def people(lines: Sequence[str], *, by: Reader, file: str = "") -> list[int]:
    """Whom each line means; `file` is named where there is one. Whoever asks whether a number is somebody's learns that
    it is: that is noted. Raises a Fault that names the lines that mean nobody of the reader's areas by their places;
    never what they say."""
    numbers = [match.group().upper() if (match := NUMBER.search(line)) else "" for line in lines]
    known = known_by_number(by, {number for number in numbers if number})
    gate.listed(by, kind="person", subjects=known.values(), list="roll")
    missing = [place for place, number in enumerate(numbers, 1) if number not in known]
    if missing:
        shown = ", ".join(map(str, missing[:_NAMED]))
        raise Fault(
            en=f"{f'{file}, lines' if file else 'Lines'} {shown}: no such person in your areas. Correct them or leave "
            f"them out ({len(missing)} lines).",
            zh=f"{f'{file} ' if file else ''}第 {shown} 行：您的辖区内查无此人。请更正或删去（共 {len(missing)} 行）。",
        )
    return [known[number] for number in numbers]

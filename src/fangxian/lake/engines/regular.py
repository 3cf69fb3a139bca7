"""Regular expressions: what RE2 (DuckDB) and Java (Spark) both can, written so that Java finds what RE2 finds.

Sources: RE2's syntax page and the documentation of java.util.regex.Pattern (Java 17). Where they part:

    `$`         RE2: the end of the text; Java: also before a last line feed      -> `\\z`
    `.`         RE2: all but the line feed; Java: all but six line ends           -> `(?d)`
    `\\s`        Java's holds the vertical tab too                                 -> spelled out
    `[a[b]`     RE2: a bracket; Java: a class in a class                          -> escaped
    `(?i)`      RE2: all letters; Java: Latin ones                                -> `(?iu)`
    `\\p{Han}`   Java wants `\\p{IsHan}`
"""

_SPACE = r"\t\n\f\r "
_SCRIPTS = frozenset({"Han", "Latin", "Hiragana", "Katakana", "Hangul", "Cyrillic", "Arabic"})
_PLAIN_ESCAPES = frozenset("dDwWtnrfaAz")


def for_java(pattern: str) -> str:
    """The pattern as Java must be given it; raises ValueError for what only one of the two understands."""
    out, position, inside = ["(?d)" if "." in pattern else ""], 0, False
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            text, position = _escape(pattern, position, inside=inside)
            out.append(text)
            continue
        if character == "[" and not inside:
            inside, opening = True, _class_opening(pattern, position)
            out.append(opening)
            position += len(opening)
            continue
        if character == "(" and not inside:
            opening = _group_opening(pattern, position)
            out.append("(?iu" + opening[3:] if opening.startswith("(?i") else opening)
            position += len(opening)
            continue
        if inside:
            inside = character != "]"
            if pattern.startswith("[:", position):
                raise ValueError("a POSIX class like [:alpha:] is RE2's alone")
            out.append("\\" + character if character in "[&" else character)
        else:
            if character == "+" and pattern[:position].endswith(("*", "+", "?", "}")):
                raise ValueError("possessive repetition is Java's alone")
            out.append("\\z" if character == "$" else character)
        position += 1
    return "".join(out)


def replacement_for_java(replacement: str) -> str:
    """A replacement text: RE2 names groups `\\1`, Java `$1`."""
    out, position = [], 0
    while position < len(replacement):
        character = replacement[position]
        following = replacement[position + 1 : position + 2]
        if character == "\\" and following.isdigit():
            out.append("$" + following)
            position += 2
        elif character == "\\":
            if following != "\\":
                raise ValueError("a backslash in a replacement stands before a digit or a backslash")
            out.append("\\\\")
            position += 2
        else:
            out.append("\\$" if character == "$" else character)
            position += 1
    return "".join(out)


def _escape(pattern: str, position: int, *, inside: bool) -> tuple[str, int]:
    """The escape at `position` for Java, and where it ends."""
    letter = pattern[position + 1 : position + 2]
    if letter == "s":
        return (_SPACE if inside else f"[{_SPACE}]"), position + 2
    if letter == "S" and not inside:
        return f"[^{_SPACE}]", position + 2
    if letter in "pP" and letter:
        return _property(pattern, position)
    if letter == "x":
        end = pattern.find("}", position) + 1 if pattern.startswith("{", position + 2) else position + 4
        return pattern[position:end], end
    if letter in _PLAIN_ESCAPES or (letter and not letter.isalnum()):
        return pattern[position : position + 2], position + 2
    raise ValueError(f"\\{letter} in a regular expression is not on the list")


def _property(pattern: str, position: int) -> tuple[str, int]:
    if not pattern.startswith("{", position + 2):
        return pattern[position : position + 3], position + 3
    end = pattern.index("}", position) + 1
    name = pattern[position + 3 : end - 1]
    if len(name) > 2 and name not in _SCRIPTS:
        raise ValueError(f"\\p{{{name}}} in a regular expression is not on the list")
    return f"{pattern[position : position + 3]}{'Is' if name in _SCRIPTS else ''}{name}}}", end


def _class_opening(pattern: str, position: int) -> str:
    opening = "[^" if pattern.startswith("[^", position) else "["
    if pattern.startswith("]", position + len(opening)):
        raise ValueError("a ] that opens a class is escaped")
    return opening


def _group_opening(pattern: str, position: int) -> str:
    for opening in ("(?i)", "(?i:", "(?:"):
        if pattern.startswith(opening, position):
            return opening
    if pattern.startswith("(?", position):
        raise ValueError(f"{pattern[position : position + 4]} in a regular expression is not on the list")
    return "("

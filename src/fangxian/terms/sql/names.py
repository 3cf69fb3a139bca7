"""Names in the engine's SQL: cleaned, and compared by characters, sound and shape.

The scalar twin is `fangxian.terms.names`. `features` is called once over the distinct values of a column; `agreement`
on pairs of what it gave. No regular expression here refers back to a group in its replacement: Spark writes that
otherwise.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from fangxian.terms import hanzi
from fangxian.terms import name_rules as rules

SHORT, LONGEST, COMPARED = rules.SHORT, rules.LONGEST, rules.COMPARED


class Engine(Protocol):
    """What `load_hanzi` needs of an engine (`fangxian.lake.engines`)."""

    def load_rows(self, name: str, columns: dict[str, str], rows: Sequence[tuple[Any, ...]]) -> None: ...

    def create(self, name: str, select: str) -> None: ...


def load_hanzi(engine: Engine) -> None:
    """Loads the dictionary table `hanzi` (about 30,000 rows), which the SELECT of `features` joins."""
    # Lines of many characters, taken apart by the engine: several times as fast as 30,000 rows of parameters.
    engine.load_rows("hanzi_groups", dict.fromkeys(hanzi.FIELDS, "VARCHAR"), hanzi.groups())
    fields = "substr(characters, i, 1) AS char, substr(simplified, i, 1) AS simplified, sound, surname_sound, "
    places = f"(SELECT unnest(generate_series(1, {hanzi.GROUP})) AS i) AS places"
    fields += "substr(shapes, i, 1) AS shape"
    spread = f"SELECT {fields} FROM hanzi_groups CROSS JOIN {places} WHERE i <= length(characters)"
    sound = "CASE WHEN sound = '' THEN char ELSE sound END AS sound"
    engine.create("hanzi", f"SELECT char, simplified, {sound}, surname_sound, shape FROM ({spread}) AS spread")


def clean(x: str) -> str:
    """A name without blanks, dots, notes, titles, numbers; Latin letters upper; hidden characters '*'; NULL if no name.

    Characters stay as written: traditional ones are made simplified by `features`.
    """
    return (
        f"CASE WHEN regexp_matches({x}, {_text(rules.PLAIN)}) THEN {x} "
        f"WHEN regexp_matches({x}, {_text(f'[{rules.HAN}]')}) THEN {_clean_han(x)} ELSE {_clean_latin(x)} END"
    )


def _clean_han(x: str) -> str:
    within = f"nullif(regexp_extract({x}, {_text(rules.WITHIN)}, 1), '')"
    after_latin = f"nullif(regexp_extract({x}, {_text(rules.AFTER_LATIN)}, 1), '')"
    bare = f"coalesce({within}, {after_latin}, {x})"
    for pattern, kept in rules.HAN_STEPS:
        bare = _replaced(bare, pattern, kept)
    return f"nullif({bare}, '')"


def _clean_latin(x: str) -> str:
    bare = _replaced(_replaced(_unmarked(x), rules.NOTE, " "), rules.DROPPED, "")
    return f"nullif({_replaced(f'upper({bare})', rules.NO_NAME, '')}, '')"


def features(source: str, column: str) -> str:
    """SELECT of `raw, name_key, sound_key, shape_key`, one row for each distinct value of `column` in `source`.

    raw        the value as it stands (never NULL)
    name_key   `clean`, in simplified characters; NULL if the value holds no name
    sound_key  toneless syllables apart by blanks, sounds that are mixed up made one ('wan wei' is no 'wang wei', but
               'zhang ming' and 'zang min' are one); of a Latin name, its syllables if it reads as pinyin, or its words
    shape_key  as long as name_key, each character replaced by the first of its class of look-alikes
    """
    return f"""
WITH cleaned AS (
    SELECT raw, {clean("raw")} AS c FROM (SELECT DISTINCT {column} AS raw FROM {source} WHERE {column} IS NOT NULL) AS d
), keyed AS (
    {_short("cleaned")}
    UNION ALL
    {_long("cleaned")}
    UNION ALL
    {_spelt("cleaned")}
    UNION ALL
    SELECT raw, c AS name_key, c AS sound_key, c AS shape_key FROM cleaned WHERE c IS NULL
)
SELECT raw, name_key, {_compound_sound("name_key", "sound_key")} AS sound_key, shape_key FROM keyed
""".strip()


def _short(cleaned: str) -> str:
    """Names of up to SHORT characters: one join for each place."""
    places = range(1, SHORT + 1)
    joins = " ".join(f"LEFT JOIN hanzi h{i} ON h{i}.char = substr(c, {i}, 1)" for i in places)
    key = " || ".join(f"coalesce(h{i}.simplified, substr(c, {i}, 1))" for i in places)
    shape = " || ".join(f"coalesce(h{i}.shape, substr(c, {i}, 1))" for i in places)
    first = "coalesce(nullif(h1.surname_sound, ''), h1.sound, lower(substr(c, 1, 1)))"
    rest = (f"coalesce(' ' || h{i}.sound, rtrim(' ' || lower(substr(c, {i}, 1))))" for i in places[1:])
    sound = " || ".join([first, *rest])
    return (
        f"SELECT raw, {key} AS name_key, {sound} AS sound_key, {shape} AS shape_key "
        f"FROM {cleaned} {joins} WHERE length(c) <= {SHORT} AND NOT {_latin('c')}"
    )


def _long(cleaned: str) -> str:
    """Longer names: one row for each place, gathered again (not by an ordered list, which Spark would not order)."""
    places = range(1, LONGEST + 1)
    spread = (
        f"SELECT raw, i, substr(c, i, 1) AS letter FROM {cleaned}, "
        f"(VALUES {', '.join(f'({i})' for i in places)}) AS places(i) "
        f"WHERE length(c) > {SHORT} AND i <= length(c) AND NOT {_latin('c')}"
    )
    # Simplified form, shape and sound of a place travel as one text: fewer aggregates, shorter planning.
    surname = "CASE WHEN i = 1 THEN nullif(surname_sound, '') END"
    packed = (
        "SELECT raw, i, coalesce(simplified, letter) || coalesce(shape, letter) || "
        f"coalesce({surname}, sound, lower(letter)) || ' ' AS packed "
        f"FROM ({spread}) AS spread LEFT JOIN hanzi ON hanzi.char = letter"
    )
    columns = ", ".join(f"coalesce(max(CASE WHEN i = {i} THEN packed END), '') AS p{i}" for i in places)
    key, shape, sound = (" || ".join(f"substr(p{i}, {cut})" for i in places) for cut in ("1, 1", "2, 1", "3"))
    return (
        f"SELECT raw, {key} AS name_key, trim({sound}) AS sound_key, {shape} AS shape_key "
        f"FROM (SELECT raw, {columns} FROM ({packed}) AS packed GROUP BY raw) AS gathered"
    )


def _spelt(cleaned: str) -> str:
    """Names in Latin letters: their syllables, from the value as it stands (where its blanks still are)."""
    bare = f"lower({_replaced(_unmarked('raw'), rules.NOTE, ' ')})"
    words = f"SELECT raw, c, trim({_replaced(bare, rules.NOT_LATIN, ' ')}) AS words FROM {cleaned} WHERE {_latin('c')}"
    syllables = " || ' ' || ".join(f"trim(regexp_extract(words, {_text(rules.SYLLABLES)}, {i}))" for i in range(1, 5))
    folded = f"' ' || coalesce(nullif(trim({syllables}), ''), words) || ' '"
    for spoken, kept in hanzi.FOLDS:
        folded = f"replace({folded}, '{spoken}', '{kept}')"
    return f"SELECT raw, c AS name_key, trim({folded}) AS sound_key, c AS shape_key FROM ({words}) AS words"


def _compound_sound(key: str, sound: str) -> str:
    """Compound surnames whose characters sound otherwise alone: 尉迟 is yuchi."""
    cases = " ".join(
        f"WHEN '{surname}' THEN '{said}' || substr({sound}, {1 + len(hanzi.fold(plain))})"
        for surname, said in rules.COMPOUND_SOUNDS.items()
        for plain in [" ".join(hanzi.sound(char, surname=place == 0) for place, char in enumerate(surname))]
    )
    return f"CASE substr({key}, 1, 2) {cases} ELSE {sound} END"


def _latin(cleaned: str) -> str:
    """Whether a cleaned name is in Latin letters: then it has no character, and so begins with a letter."""
    return f"({cleaned} >= 'A' AND {cleaned} < '[')"


def agreement(a_key: str, a_sound: str, a_shape: str, b_key: str, b_sound: str, b_shape: str) -> str:
    """How far two names of `features` agree: a VARCHAR, the first that holds, or NULL where one is missing.

    same           the same characters
    masked         one hides characters (张*伟, 张某某) or is a surname alone, and what is left agrees
    sound          the same syllables: homophones, or pinyin
    shape          each character sounds or looks like its counterpart
    swapped        two neighbours changed places, or the surname stands last
    one_character  of three or more characters one differs, or is missing; a long name cut short
    near           the same syllables but for an n that may be an ng
    given          the given name and no more, of two characters
    surname        the surname and no more
    different
    """
    a, b = a_key, b_key
    # Pairs are many, and most of them share a surname and no more: cheap conditions stand before dear ones.
    near = f"(substr({a}, 2, 1) = substr({b}, 2, 1) OR right({a}, 1) = right({b}, 1))"
    one = " OR ".join((_one_differs(a, b), _one_more(a, b), _one_more(b, a), _cut(a, b), _cut(b, a)))
    return (
        f"CASE WHEN {a} IS NULL OR {b} IS NULL THEN NULL "
        f"WHEN {_masked(a, b)} THEN CASE WHEN {_fits(a, b)} OR {_fits(b, a)} THEN 'masked' "
        f"WHEN {_surname(a)} = {_surname(b)} AND {_surname(a)} <> '*' THEN 'surname' ELSE 'different' END "
        f"WHEN {a} = {b} THEN 'same' WHEN {a_sound} = {b_sound} THEN 'sound' "
        f"WHEN {_alike(a_sound, a_shape, b_sound, b_shape)} THEN 'shape' "
        f"WHEN {_swapped(a, b)} OR {_turned(a_sound, b_sound)} OR {_turned(b_sound, a_sound)} THEN 'swapped' "
        f"WHEN {near} AND ({one}) THEN 'one_character' "
        f"WHEN replace({a_sound}, 'ng', 'n') = replace({b_sound}, 'ng', 'n') THEN 'near' "
        f"WHEN length({a}) = 2 AND length({b}) = 2 AND substr({a}, 2) = substr({b}, 2) AND NOT {_latin(a)} "
        f"AND NOT {_latin(b)} THEN 'given' "
        f"WHEN {_foreign(a, b)} OR {_foreign(b, a)} THEN NULL "
        f"WHEN {_surname_only(a, a_sound, b, b_sound)} THEN 'surname' ELSE 'different' END"
    )


def one(a_key: str, a_sound: str, a_shape: str, b_key: str, b_sound: str, b_shape: str) -> str:
    """BOOLEAN: whether `agreement` is same, sound or shape; it costs an engine a tenth of the planning."""
    alike = f"{a_key} = {b_key} OR {a_sound} = {b_sound} OR {_alike(a_sound, a_shape, b_sound, b_shape)}"
    return f"(NOT {_masked(a_key, b_key)} AND ({alike}))"


def _masked(a: str, b: str) -> str:
    return f"(strpos({a}, '*') > 0 OR strpos({b}, '*') > 0 OR length({a}) = 1 OR length({b}) = 1)"


def _foreign(a: str, b: str) -> str:
    """Whether the same name could look like this in Latin letters and in characters without our seeing it."""
    return f"({_latin(a)} AND NOT {_latin(b)} AND length({b}) > {SHORT})"


def _fits(hidden: str, name: str) -> str:
    """Whether `name` is like `hidden`, where '*' is one character, and at the end, like nothing, one or more."""
    open_ended = f"CASE WHEN right({hidden}, 1) = '*' OR length({hidden}) = 1 THEN '%' ELSE '' END"
    return f"{name} LIKE concat(replace({hidden}, '*', '_'), {open_ended})"


def _compound(key: str) -> str:
    surnames = f" {' '.join(rules.COMPOUND)} "
    return f"(length({key}) > 2 AND strpos('{surnames}', ' ' || substr({key}, 1, 2) || ' ') > 0)"


def _surname(key: str) -> str:
    return f"substr({key}, 1, CASE WHEN {_compound(key)} THEN 2 ELSE 1 END)"


def _surname_only(a: str, a_sound: str, b: str, b_sound: str) -> str:
    short = f"length({a}) <= {SHORT} AND length({b}) <= {SHORT} AND substr({a}, 1, 1) = substr({b}, 1, 1)"
    han = f"{short} AND (substr({a}, 2, 1) = substr({b}, 2, 1) OR NOT ({_compound(a)} OR {_compound(b)}))"
    latin = f"({_latin(a)} OR {_latin(b)}) AND split_part({a_sound}, ' ', 1) = split_part({b_sound}, ' ', 1)"
    return f"(({latin}) OR (NOT {_latin(a)} AND {han}))"


def _alike(a_sound: str, a_shape: str, b_sound: str, b_shape: str) -> str:
    def place(i: int) -> str:
        shapes = f"substr({a_shape}, {i}, 1) = substr({b_shape}, {i}, 1)"
        return f"({shapes} OR split_part({a_sound}, ' ', {i}) = split_part({b_sound}, ' ', {i}))"

    # The last letter of the last syllable tells most pairs apart, the surname fewest.
    last = f"(right({a_sound}, 1) = right({b_sound}, 1) OR right({a_shape}, 1) = right({b_shape}, 1))"
    places = " AND ".join(place(i) for i in (2, 3, 1, 4))
    return (
        f"({last} AND length({a_shape}) = length({b_shape}) AND NOT {_latin(a_shape)} AND NOT {_latin(b_shape)} "
        f"AND ({a_shape} = {b_shape} OR (length({a_shape}) <= {SHORT} AND {places})))"
    )


def _swapped(a: str, b: str) -> str:
    def place(i: int) -> str:
        crossed = f"substr({a}, {i}, 1) = substr({b}, {i + 1}, 1) AND substr({a}, {i + 1}, 1) = substr({b}, {i}, 1)"
        before = f" AND substr({a}, 1, {i - 1}) = substr({b}, 1, {i - 1})" if i > 1 else ""
        return f"({crossed}{before} AND substr({a}, {i + 2}) = substr({b}, {i + 2}))"

    places = " OR ".join(place(i) for i in range(1, SHORT))
    return f"(length({a}) = length({b}) AND length({a}) <= {SHORT} AND NOT {_latin(a)} AND ({places}))"


def _turned(a_sound: str, b_sound: str) -> str:
    """Whether the first word of `a` is the last of `b`: WEI WANG."""
    space = f"strpos({a_sound}, ' ')"
    return (
        f"({space} > 0 AND length({a_sound}) = length({b_sound}) "
        f"AND substr({a_sound}, {space} + 1) || ' ' || split_part({a_sound}, ' ', 1) = {b_sound})"
    )


def _enough(a: str, b: str) -> str:
    """Whether two names are long enough for one character to leave something: in Latin letters, eight."""
    shorter = f"least(length({a}), length({b}))"
    return f"CASE WHEN {_latin(a)} OR {_latin(b)} THEN {shorter} >= 8 ELSE {shorter} >= 2 END"


def _one_differs(a: str, b: str) -> str:
    def place(i: int) -> str:
        before = f"substr({a}, 1, {i - 1}) = substr({b}, 1, {i - 1}) AND " if i > 1 else ""
        return f"({before}substr({a}, {i + 1}) = substr({b}, {i + 1}))"

    short = " OR ".join(place(i) for i in range(1, SHORT + 1))
    long = " OR ".join(place(i) for i in range(SHORT + 1, COMPARED + 1))
    return (
        f"(length({a}) = length({b}) AND length({a}) >= 3 AND {_enough(a, b)} "
        f"AND ({short} OR (length({a}) > {SHORT} AND ({long}))) AND NOT (length({a}) = 3 AND {_compound(a)}))"
    )


def _one_more(longer: str, shorter: str) -> str:
    def place(i: int) -> str:
        return f"substr({longer}, 1, {i - 1}) || substr({longer}, {i + 1}) = {shorter}"

    short = " OR ".join(place(i) for i in range(1, SHORT + 1))
    long = " OR ".join(place(i) for i in range(SHORT + 1, COMPARED + 1))
    return (
        f"(length({longer}) = length({shorter}) + 1 AND {_enough(longer, shorter)} "
        f"AND ({short} OR (length({longer}) > {SHORT} AND ({long}))))"
    )


def _cut(whole: str, cut: str) -> str:
    return (
        f"(length({cut}) >= {SHORT} AND length({whole}) > length({cut}) AND NOT {_latin(whole)} "
        f"AND substr({whole}, 1, length({cut})) = {cut})"
    )


def _unmarked(x: str) -> str:
    plain = f"translate({x}, {_text(rules.MARKED_FROM)}, {_text(rules.MARKED_TO)})"
    return f"CASE WHEN regexp_matches({x}, {_text(rules.MARKED)}) THEN {plain} ELSE {x} END"


def _replaced(x: str, pattern: str, kept: str) -> str:
    return f"regexp_replace({x}, {_text(pattern)}, '{kept}', 'g')"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"

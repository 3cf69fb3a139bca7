"""Turns weighed pairs into links, pairs for a person to decide, and nothing. The laws stand above the weights:

* a number that belongs to someone whose name plainly disagrees links to nobody (`name_disagrees`);
* two whole valid numbers are two people, whatever else agrees (`another_valid_number`);
* a number that the register itself contradicts says nothing, for or against;
* a repaired number needs the name or the phone; a name alone links nobody, nor does a phone alone;
* where the best candidate does not lead clearly, or another bears the row's very name, a person decides
  (`two_candidates`).

    decided    rid, person_row, verdict ('link' | 'review' | 'faint'), reason, method, bits, score, agreed
    links      rid, person_row, method, score, agreed
    review     rid, person_row, rank, score, reason, agreed     best first
"""

from fangxian.lake.engines import Engine
from fangxian.linkage.numbers import STRONG, SUPPORTING, among
from fangxian.linkage.settings import Settings

#: At most this many candidates of one row are put before a person.
CANDIDATES = 20
#: A name that so few residents bear says something of them by itself.
RARE_NAME = 3

_NAME_SUPPORTS = f"coalesce(name_level IN {among(SUPPORTING)}, FALSE)"
_NAME_STRONG = f"coalesce(name_level IN {among(STRONG)}, FALSE)"
_NAME_GIVEN = "coalesce(name_level = 'given', FALSE)"
_NAME_OTHER = "coalesce(name_level IN ('given', 'surname', 'different'), FALSE)"
_NAME_NONE = "name_level IS NULL"
_PHONE_SAME = "coalesce(phone_level = 'same', FALSE)"
_BORN_SAME = "coalesce(born_level = 'same', FALSE)"
_NUMBER_SAME = "coalesce(number_level = 'same', FALSE)"
_NUMBER_AGREES = "coalesce(number_level IN ('one_edit', 'two_edits', 'cut', 'part', 'born'), FALSE)"
_NUMBER_AGAINST = "coalesce(number_level IN ('other_number', 'differs'), FALSE)"
_NUMBER_REPAIRED = "(how IS NOT NULL AND how <> 'same')"
_MORE_THAN_A_NAME = f"({_NUMBER_AGREES} OR phone_level = 'one_digit' OR born_level = 'same' OR place_level = 'door')"
_NEAR_UNTESTED = "(number_near AND u.person_row IS NOT NULL)"
_NUMBER_SILENT = "number_level IS NULL"


def _linked(settings: Settings) -> str:
    """The pairs that may be linked without a person looking."""
    return f"""(
        ({_NUMBER_SAME} AND ({_NAME_SUPPORTS} OR {_NAME_GIVEN} OR ({_NAME_NONE} AND
            (number_state_l IN ('valid', 'cleaned') OR {_PHONE_SAME}))))
        OR ({_NUMBER_REPAIRED} AND ({_NAME_SUPPORTS} OR ({_NAME_NONE} AND {_PHONE_SAME})))
        OR (NOT {_NUMBER_AGAINST} AND {_NAME_STRONG} AND score >= {settings.link!r}
            AND ({_PHONE_SAME} OR {_NUMBER_AGREES} OR ({_BORN_SAME} AND NOT contradicted)
                OR coalesce(place_level = 'door', FALSE))))"""


_REASONS = f"""
        WHEN {_NUMBER_SAME} THEN 'name_disagrees'
        WHEN {_NUMBER_REPAIRED} AND {_NAME_OTHER} AND {_PHONE_SAME} THEN 'name_disagrees'
        WHEN {_NUMBER_REPAIRED} AND ({_NAME_NONE} OR name_level IN ('given', 'surname')) THEN 'not_certain'
        WHEN {_BORN_SAME} AND {_NAME_OTHER} AND {_PHONE_SAME} THEN 'name_disagrees'
        WHEN {_BORN_SAME} AND {_NAME_NONE} AND u.person_row IS NOT NULL THEN 'not_certain'
        WHEN {_NUMBER_AGAINST} THEN CASE WHEN ({_NAME_STRONG} AND ({_PHONE_SAME} OR {_NEAR_UNTESTED}))
            OR (disputed AND {_NAME_SUPPORTS} AND {_PHONE_SAME}) THEN
            CASE number_level WHEN 'differs' THEN 'another_number' ELSE 'another_valid_number' END END
        WHEN {_NAME_GIVEN} AND {_PHONE_SAME} THEN 'not_certain'
        WHEN {_NAME_SUPPORTS} AND {_PHONE_SAME} THEN 'not_certain'
        WHEN {_NAME_SUPPORTS} AND score >= {{review!r}} AND {_MORE_THAN_A_NAME} THEN 'not_certain'"""

_FAINT = f"""
        WHEN {_NAME_STRONG} AND ({_NUMBER_SILENT} OR {_NUMBER_AGREES} OR disputed) THEN 'name_alone'
        WHEN ({_NAME_NONE} OR name_level = 'surname') AND {_PHONE_SAME} AND {_NUMBER_SILENT} THEN 'phone_alone'"""


def decide(engine: Engine, settings: Settings) -> None:
    """Decides every left-over row, and joins what the first tier settled to what the last one linked."""
    reasons = _REASONS.format(review=settings.review)
    judged = f"""SELECT w.*, coalesce(f.stands_for, w.person_row) AS stands_for, u.person_row IS NULL AS tested,
                {_linked(settings)} AS linkable, CASE {reasons} END AS doubt, CASE {_FAINT} END AS hint
            FROM weighed w LEFT JOIN folds f ON f.person_row = w.person_row
            LEFT JOIN untested u ON u.person_row = coalesce(f.stands_for, w.person_row)"""
    engine.create(
        "verdicts",
        f"""SELECT *, CASE WHEN linkable THEN 'link' WHEN doubt IS NOT NULL THEN 'review' ELSE 'faint' END AS verdict,
                CASE WHEN linkable THEN NULL ELSE coalesce(doubt, hint) END AS reason,
                {_METHOD} AS method, {AGREED} AS agreed
            FROM ({judged}) AS judged WHERE linkable OR doubt IS NOT NULL OR (hint IS NOT NULL AND NOT tested)""",
    )
    engine.create("decided", _one_per_person())
    engine.create("row_decisions", _per_row(settings))
    engine.create(
        "links",
        """SELECT rid, person_row, method, score, agreed FROM settled
           UNION ALL SELECT d.rid, d.stands_for AS person_row, d.method, d.score, d.agreed FROM decided d
           JOIN row_decisions r ON r.rid = d.rid WHERE r.linked AND d.place = 1""",
    )
    engine.create("review", _review())


def _one_per_person() -> str:
    """A person listed twice is one candidate; candidates of a row in order, links before doubts before hints."""
    return """
        SELECT *, row_number() OVER (PARTITION BY rid ORDER BY bits DESC, stands_for) AS place FROM (
            SELECT *, row_number() OVER (
                PARTITION BY rid, stands_for ORDER BY linkable DESC, bits DESC, person_row) AS copy
            FROM verdicts) AS v
        WHERE copy = 1"""


_NAME_SAME = "coalesce(name_level = 'same', FALSE)"
#: Somebody whose very name stands on the row, where the number's owner is only called alike: a sister's number? They
#: rival the owner by the row's phone, or, where the phone is not the owner's, by a rare name and no sample; with the
#: phone and no sample a name that is nearly the row's is enough.
_RIVAL = f"(NOT linkable AND {_NAME_STRONG})"
_RIVAL_UNTESTED = f"""(NOT tested AND ((NOT linkable AND {_NAME_SUPPORTS} AND {_PHONE_SAME})
    OR ({_RIVAL} AND bearers <= {RARE_NAME})))"""
#: The best of a row all the same: somebody whom another row says to be tested, or who is called alike and no more. Then
#: one of a few untested people who bear the row's very name may be meant.
_WEAK = f"""((tested AND NOT ({_NAME_SAME} AND {_NUMBER_AGREES}))
    OR NOT ({_NAME_SAME} OR {_NUMBER_SAME} OR {_NUMBER_REPAIRED} OR {_NUMBER_AGREES}))"""


def _per_row(settings: Settings) -> str:
    """One line a row: does it link, and if not, why a person must look."""

    def any_of(condition: str) -> str:
        return f"coalesce(max(CASE WHEN {condition} THEN 1 ELSE 0 END) = 1, FALSE)"

    def few_of(condition: str) -> str:
        return f"count_if({condition}) BETWEEN 1 AND {RARE_NAME}"

    clear = f"coalesce(best_bits - next_bits >= {settings.margin!r}, TRUE)"
    return f"""
        SELECT rid, best_links AND NOT disowned AND {clear} AND NOT named_other
                AND NOT (best_weak AND namesake_untested)
                AND (best_strong OR NOT (rival_phone OR (rival_untested AND NOT best_phone))) AS linked,
            CASE WHEN disowned THEN 'name_disagrees' WHEN links AND candidates > 1 THEN 'two_candidates' END AS reason,
            strong
        FROM (
            SELECT rid, count(*) AS candidates, {any_of("verdict = 'link'")} AS links,
                {any_of(f"{_NUMBER_SAME} AND NOT linkable")} AS disowned,
                {any_of(f"verdict <> 'faint' AND {_NAME_STRONG}")} AS strong,
                {any_of(f"{_RIVAL} AND {_PHONE_SAME}")} AS rival_phone,
                {any_of(_RIVAL_UNTESTED)} AS rival_untested,
                {few_of(f"NOT linkable AND NOT tested AND {_NAME_SAME}")} AS namesake_untested,
                {any_of(f"place = 1 AND NOT {_NAME_SAME}")} AND {any_of(f"place > 1 AND linkable AND {_NAME_SAME}")}
                    AS named_other,
                {any_of(f"place = 1 AND {_WEAK}")} AS best_weak,
                {any_of("place = 1 AND linkable")} AS best_links,
                {any_of(f"place = 1 AND {_NAME_STRONG}")} AS best_strong,
                {any_of(f"place = 1 AND {_PHONE_SAME}")} AS best_phone,
                max(CASE WHEN place = 1 THEN bits END) AS best_bits,
                max(CASE WHEN place = 2 AND verdict <> 'faint' THEN bits END) AS next_bits
            FROM decided GROUP BY rid) AS weighed_up"""


def _review() -> str:
    return f"""
        SELECT rid, person_row, rank, score, reason, agreed FROM (
            SELECT d.rid, d.stands_for AS person_row, d.score, d.agreed,
                CASE WHEN d.verdict = 'faint' THEN d.reason ELSE coalesce(r.reason, d.reason, 'not_certain')
                    END AS reason,
                row_number() OVER (PARTITION BY d.rid ORDER BY d.bits DESC, d.stands_for) AS rank
            FROM decided d JOIN row_decisions r ON r.rid = d.rid
            WHERE NOT r.linked AND (
                d.verdict <> 'faint' OR NOT r.strong OR r.reason IS NOT NULL OR d.bearers <= {RARE_NAME})) AS ranked
        WHERE rank <= {CANDIDATES}"""


_METHOD = f"""CASE WHEN {_NUMBER_SAME} AND number_state_l IN ('valid', 'other') THEN 'exact'
        WHEN {_NUMBER_SAME} OR {_NUMBER_REPAIRED} THEN 'repaired' ELSE 'probable' END"""


def _said(field: str, level: str) -> str:
    return f"CASE WHEN {level} IS NULL THEN '' ELSE concat('{field}:', {level}, ';') END"


#: How the number agrees: the repair that reached the resident, else what cleaning it took, else the level.
_NUMBER_SAID = f"""CASE WHEN how <> 'same' THEN how
    WHEN {_NUMBER_SAME} AND number_state_l NOT IN ('valid', 'other') THEN number_state_l ELSE number_level END"""

#: What agrees, and how, as one text.
AGREED = f"""regexp_replace(concat({_said("number", _NUMBER_SAID)},
        {_said("name", "name_level")}, {_said("phone", "phone_level")}, {_said("born", "born_level")},
        {_said("place", "place_level")}), ';$', '', 'g')"""

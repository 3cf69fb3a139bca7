"""What the database itself refuses, whoever asks: a restriction changed, deleted while it stands, open beyond a day as
a hold; one by hand that two people did not approve; a colour that no restriction carries. Statements for SQLite and for
PostgreSQL."""

_RESTRICTION, _COLOUR, _PROPOSAL, _LINE = (
    f"healthcode_{table}" for table in ("restriction", "colour", "proposal", "line")
)
#: Columns of a restriction that stay as they were written.
_FIXED = (
    *("id", "outbreak_id", "person", "effect", "colour", "reason", "evidence", "rule", "version"),
    *("issuer", "second", "by_hand", "source", "starts_at", "expires_at"),
)
_TWO = (
    f"NOT EXISTS (SELECT 1 FROM {_LINE} l JOIN {_PROPOSAL} p ON p.id = l.proposal_id "
    "WHERE l.person = NEW.person AND NEW.source = 'proposal/' || p.id AND p.state = 'approved' "
    "AND p.proposed_by = NEW.issuer AND p.decided_by = NEW.second)"
)
_CARRIED = (
    f"NOT EXISTS (SELECT 1 FROM {_RESTRICTION} r WHERE r.person = NEW.person AND r.colour = NEW.colour "
    "AND r.ended_at IS NULL)"
)
#: Trigger -> (table, moment, condition of one row by itself); {changed} and {longer} as each database says them.
_OF_ITSELF = {
    "restriction_fixed": (_RESTRICTION, "UPDATE", "OLD.ended_at IS NOT NULL OR {changed}"),
    "restriction_kept": (_RESTRICTION, "DELETE", "OLD.ended_at IS NULL"),
    "restriction_held_a_day": (_RESTRICTION, "INSERT", "NEW.colour = '' AND {longer}"),
}
#: The same of a row that other rows have to carry: PostgreSQL asks once for all rows of a statement.
_BY_OTHERS = {
    "restriction_by_two": (_RESTRICTION, "INSERT", f"NEW.by_hand AND {_TWO}"),
    "colour_is_carried": (_COLOUR, "INSERT", f"NEW.colour IN ('yellow', 'red') AND {_CARRIED}"),
    "colour_stays_carried": (_COLOUR, "UPDATE", f"NEW.colour IN ('yellow', 'red') AND {_CARRIED}"),
}
_REFUSED = _OF_ITSELF | _BY_OTHERS
_SENTENCES = {
    "restriction_fixed": "a restriction is ended once, and not changed otherwise",
    "restriction_kept": "a restriction that stands is not deleted",
    "restriction_held_a_day": "a hold stands for 24 hours at most",
    "restriction_by_two": "by hand, two people restrict whom an approved proposal names",
    "colour_is_carried": "a colour is computed from restrictions",
    "colour_stays_carried": "a colour is computed from restrictions",
}


def creation(vendor: str) -> list[str]:
    """The statements that make them, for 'sqlite' or 'postgresql'."""
    if vendor == "sqlite":
        return [_sqlite(name, *said) for name, said in _REFUSED.items()]
    made = [_each_row(name, *said) for name, said in _OF_ITSELF.items()]
    made += [_all_rows(name, *said) for name, said in _BY_OTHERS.items()]
    return [statement for statements in made for statement in statements]


def removal(vendor: str) -> list[str]:
    """The statements that take them away."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, *_) in _REFUSED.items()]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in _REFUSED]


def _sqlite(name: str, table: str, moment: str, condition: str) -> str:
    longer = "julianday(NEW.expires_at) - julianday(NEW.starts_at) > 1.000001"
    told = condition.format(changed=_changed("IS NOT"), longer=longer)
    return (
        f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW WHEN {told} "
        f"BEGIN SELECT RAISE(ABORT, '{_SENTENCES[name]}'); END"
    )


def _each_row(name: str, table: str, moment: str, condition: str) -> list[str]:
    longer = "NEW.expires_at > NEW.starts_at + INTERVAL '24 hours'"
    told = condition.format(changed=_changed("IS DISTINCT FROM"), longer=longer)
    return [
        _function(name, _raised(name)),
        f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW WHEN ({told}) EXECUTE FUNCTION {name}()",
    ]


def _all_rows(name: str, table: str, moment: str, condition: str) -> list[str]:
    told = condition.replace("NEW.", "one.").replace("'", "''")
    # Planned each time: a plan is kept for as long as the connection, and knows the tables as they were.
    asked = f"EXECUTE 'SELECT EXISTS (SELECT 1 FROM written one WHERE {told})' INTO refused"
    return [
        _function(name, f"{asked}; IF refused THEN {_raised(name)} END IF; RETURN NULL;", "DECLARE refused boolean; "),
        f"CREATE TRIGGER {name} AFTER {moment} ON {table} REFERENCING NEW TABLE AS written FOR EACH STATEMENT "
        f"EXECUTE FUNCTION {name}()",
    ]


def _function(name: str, body: str, declared: str = "") -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {declared}BEGIN {body} END $$"


def _raised(name: str) -> str:
    return f"RAISE EXCEPTION '{_SENTENCES[name]}' USING ERRCODE = 'integrity_constraint_violation';"


def _changed(differs: str) -> str:
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in _FIXED)

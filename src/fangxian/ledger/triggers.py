"""The database's own refusal to change or delete what was entered: statements for SQLite and for PostgreSQL.

An entry may be changed once, when it is sealed; nothing else of it changes then. A block never changes. (TRUNCATE, for
which PostgreSQL asks a right of its own, passes by these: the site's account does not need that right.)
"""

_COLUMNS = ("id", "at", "actor", "action", "subject_kind", "subject", "purpose", "details")
_REFUSAL = "audit entries and blocks are kept as they were written"
_ENTRY, _BLOCK = "ledger_auditentry", "ledger_auditblock"

#: Trigger -> (table, what it refuses).
_NAMES = {
    "audit_entry_kept": (_ENTRY, "DELETE"),
    "audit_entry_fixed": (_ENTRY, "UPDATE"),
    "audit_block_kept": (_BLOCK, "DELETE"),
    "audit_block_fixed": (_BLOCK, "UPDATE"),
}


def creation(vendor: str) -> list[str]:
    """The statements that make them, for 'sqlite' or 'postgresql'."""
    if vendor == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        made = (
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW {_condition(name, 'IS DISTINCT FROM')} "
            "EXECUTE FUNCTION audit_refuses()"
            for name, (table, verb) in _NAMES.items()
        )
        return [function, *made]
    return [
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW {_condition(name, 'IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for name, (table, verb) in _NAMES.items()
    ]


def removal(vendor: str) -> list[str]:
    """The statements that take them away."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, (table, _) in _NAMES.items()]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in _NAMES]


def _condition(name: str, differs: str) -> str:
    if name != "audit_entry_fixed":
        return ""
    changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in _COLUMNS)
    return f"WHEN (OLD.digest IS NOT NULL OR {changed})"

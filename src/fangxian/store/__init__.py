"""How rows get into and out of the operational database, on SQLite and on PostgreSQL alike. No table of its own."""

"""Records and delivers facts: the audit chain, events, the outbox. No foreign keys."""

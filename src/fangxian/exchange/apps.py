"""Registers the room with Django: what it keeps of an outbreak in the lake is declared to the purge, and evidence
is carried on to what is due as it lands."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The room `exchange`. It has no tables."""

    name = __package__
    label = "exchange"

    def ready(self) -> None:
        """Says how the sealed evidence of an outbreak is destroyed (law 4); listens to evidence."""
        from fangxian.evidence import compacting
        from fangxian.exchange import compaction, evidence_purge, handlers, outbox, results_purge
        from fangxian.outbreak import purging

        purging.declare("lake.test_results", results_purge.destroy)
        purging.declare("lake.evidence", evidence_purge.destroy)
        purging.declare("lake.single_facts", compaction.destroy)
        purging.declare("outbox", outbox.destroy)
        compacting.opens(compaction.said)
        handlers.connect()

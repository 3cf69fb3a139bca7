"""Registers the room with Django, and what it keeps with the purge."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The room `evidence`."""

    name = __package__
    label = "evidence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says how its own is destroyed (law 4)."""
        from fangxian.evidence import events, forgetting  # noqa: F401
        from fangxian.outbreak import purging

        purging.declare("evidence.inbox", forgetting.destroy)

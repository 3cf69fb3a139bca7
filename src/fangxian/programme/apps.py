"""Registers the room with Django, and what it keeps with the purge."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """The room `programme`."""

    name = __package__
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says how its own is destroyed (law 4)."""
        from fangxian.outbreak import purging
        from fangxian.programme import events, forgetting  # noqa: F401

        purging.declare("programme", forgetting.destroy)

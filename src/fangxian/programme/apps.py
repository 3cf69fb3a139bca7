"""Registers the room with Django, and what it keeps with the purge."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """The room `programme`."""

    name = __package__
    label = "programme"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says how its own is destroyed (law 4); listens to what is found at doors."""
        from fangxian.outbreak import purging
        from fangxian.programme import forgetting, handlers

        purging.declare("programme", forgetting.destroy)
        handlers.connect()

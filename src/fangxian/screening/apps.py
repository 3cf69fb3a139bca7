"""Registers the room with Django, and what it keeps with the purge."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """The room `screening`."""

    name = __package__
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says how its own is destroyed (law 4); listens to what is found at doors."""
        from fangxian.outbreak import purging
        from fangxian.screening import forgetting, handlers

        purging.declare("screening", forgetting.destroy)
        handlers.connect()

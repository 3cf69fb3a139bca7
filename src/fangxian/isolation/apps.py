"""Registers the room with Django, and what it keeps with the purge."""

from django.apps import AppConfig


class IsolationConfig(AppConfig):
    """The room `isolation`."""

    name = __package__
    label = "isolation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says how its own is destroyed (law 4); lets devices go when an outbreak is closed."""
        from fangxian.isolation import forgetting, handlers
        from fangxian.outbreak import purging

        purging.declare("isolation", forgetting.destroy)
        handlers.connect()

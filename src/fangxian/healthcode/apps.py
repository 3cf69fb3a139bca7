"""Registers the room with Django, what it keeps with the purge, and what it listens to."""

from django.apps import AppConfig


class HealthcodeConfig(AppConfig):
    """The room `healthcode`."""

    name = __package__
    label = "healthcode"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says how its own is destroyed (law 4); listens to what ends restrictions, and to what lays them."""
        from fangxian.healthcode import forgetting, handlers
        from fangxian.outbreak import purging

        purging.declare("healthcode", forgetting.destroy)
        handlers.connect()

"""Registers the room with Django, and what it keeps with the purge."""

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    """The room `fieldwork`."""

    name = __package__
    label = "fieldwork"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Says how its own is destroyed (law 4), and listens to who is one person."""
        from fangxian.fieldwork import folding, forgetting
        from fangxian.outbreak import purging

        purging.declare("fieldwork", forgetting.destroy)
        folding.listen()

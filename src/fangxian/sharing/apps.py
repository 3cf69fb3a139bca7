"""Registers the room with Django; the end of an outbreak ends what was granted under it."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """The room `sharing`."""

    name = __package__
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listens to outbreaks that close."""
        from fangxian.sharing import handlers

        handlers.connect()

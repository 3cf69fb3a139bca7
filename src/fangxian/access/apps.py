"""Registers the room with Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The room `access`."""

    name = __package__
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listens to sign-ins."""
        from fangxian.access import receivers  # noqa: F401

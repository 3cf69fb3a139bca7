"""Registers the room with Django."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The room `identity`."""

    name = __package__
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

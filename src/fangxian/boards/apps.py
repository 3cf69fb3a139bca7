"""Registers the room with Django."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """The room `boards`."""

    name = __package__
    label = "boards"
    default_auto_field = "django.db.models.BigAutoField"

"""Registers the room with Django."""

from django.apps import AppConfig


class OutbreakConfig(AppConfig):
    """The room `outbreak`."""

    name = __package__
    label = "outbreak"
    default_auto_field = "django.db.models.BigAutoField"

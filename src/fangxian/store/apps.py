"""Registers the room with Django."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The room `store`."""

    name = __package__
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

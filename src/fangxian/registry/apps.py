"""Registers the room with Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The room `registry`."""

    name = __package__
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

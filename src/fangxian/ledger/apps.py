"""Registers the room with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room `ledger`."""

    name = __package__
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

"""Registers the room with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The room `web`."""

    name = __package__
    label = "web"

"""Registers the desk with Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The desk."""

    name = __package__
    label = "desk"

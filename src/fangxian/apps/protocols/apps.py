"""Registers protocols with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class ProtocolsConfig(AppConfig):
    """Protocols."""

    name = __package__
    label = "protocols"

    def ready(self) -> None:
        """Into the navigation."""
        entries = (Entry("防控方案", "Protocols", "protocols:packs", "outbreak.read", "audit"),)
        register(App("protocols", "防控方案", "Protocols", "decision", 18, entries=entries))

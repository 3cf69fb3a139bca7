"""Registers protocols and risk areas with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class ProtocolsConfig(AppConfig):
    """Protocols and risk areas."""

    name = __package__
    label = "protocols"

    def ready(self) -> None:
        """Into the navigation."""
        entries = (
            Entry("防控方案", "Protocols", "protocols:packs", "outbreak.read", "audit"),
            Entry("风险区", "Risk areas", "protocols:areas", "outbreak.read", "map"),
        )
        register(App("protocols", "防控方案与风险区", "Protocols and risk areas", "decision", 18, entries=entries))

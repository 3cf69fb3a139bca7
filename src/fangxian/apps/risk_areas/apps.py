"""Registers risk areas with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class RiskAreasConfig(AppConfig):
    """Risk areas."""

    name = __package__
    label = "risk_areas"

    def ready(self) -> None:
        """Into the navigation."""
        entries = (Entry("风险区", "Risk areas", "risk_areas:areas", "outbreak.read", "map"),)
        register(App("risk_areas", "风险区", "Risk areas", "decision", 18, entries=entries))

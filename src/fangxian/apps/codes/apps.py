"""Registers the officers' pages of codes with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class CodesConfig(AppConfig):
    """Codes and appeals."""

    name = __package__
    label = "codes"

    def ready(self) -> None:
        """Into the navigation."""
        entries = (
            Entry("健康码", "Health codes", "codes:overview", "codes.read", "audit"),
            Entry("人工管控", "By hand", "codes:proposals", "codes.approve", "two"),
            Entry("申诉", "Appeals", "codes:appeals", "codes.answer", "info"),
        )
        register(App("codes", "赋码解码与申诉", "Codes and appeals", "screening", 11, entries=entries))

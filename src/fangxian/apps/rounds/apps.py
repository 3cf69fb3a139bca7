"""Registers testing rounds with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class RoundsConfig(AppConfig):
    """Testing rounds."""

    name = __package__
    label = "rounds"

    def ready(self) -> None:
        """Into the navigation."""
        entry = Entry("核酸检测轮次", "Testing rounds", "rounds:rounds", "rounds.read", "tube")
        opens = (("round", "rounds:round", "rounds.read"),)
        register(App("rounds", "区域核酸检测", "Testing rounds", "screening", 8, entries=(entry,), opens=opens))

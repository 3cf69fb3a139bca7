"""Registers the welink port with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register

WORK = ("网格工作", "Grid work")


class FieldPortConfig(AppConfig):
    """The welink port."""

    name = __package__
    label = "fieldport"

    def ready(self) -> None:
        """Into the navigation."""
        entries = (
            Entry("上门任务", "Visits", "fieldport:list", "tasks.read", "door", WORK),
            Entry("已办", "Done", "fieldport:done", "tasks.read", "audit", WORK),
            Entry("任务督办", "Oversight", "fieldport:areas", "tasks.hand_over", "people", WORK),
        )
        register(App("fieldport", "welink 网格端", "Welink port", order=1, entries=entries))

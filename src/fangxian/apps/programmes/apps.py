"""Registers follow-up with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class ProgrammesConfig(AppConfig):
    """Follow-up."""

    name = __package__
    label = "programmes"

    def ready(self) -> None:
        """Into the navigation."""
        entries = (
            Entry("纳管总览", "Who is followed", "programmes:overview", "programme.read", "people"),
            Entry("逾期未做", "Overdue", "programmes:overdue", "programme.read", "alert"),
            Entry("纳管名单", "Lists", "programmes:rolls", "programme.read", "batch"),
        )
        register(App("programmes", "纳管", "Follow-up", "isolation", 14, entries=entries))

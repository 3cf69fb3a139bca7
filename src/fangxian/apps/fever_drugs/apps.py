"""Registers fever-drug purchases with Django, with the navigation, and with what evidence tells."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class FeverDrugsConfig(AppConfig):
    """Purchases of fever drugs."""

    name = __package__
    label = "fever_drugs"

    def ready(self) -> None:
        """Into the navigation; listens."""
        from fangxian.apps.fever_drugs import following

        entries = (
            Entry("购药登记", "Register a purchase", "fever_drugs:register", "fever_drugs.register", "tube"),
            Entry("四类药跟踪", "Fever-drug follow-up", "fever_drugs:follow", "programme.read", "clock"),
        )
        register(App("fever_drugs", "四类药品管理", "Fever-drug purchases", "warning", 2, entries=entries))
        following.connect()

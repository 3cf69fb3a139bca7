"""Registers sharing with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register

GROUP = ("数据", "Data")


class SharingAppConfig(AppConfig):
    """Sharing."""

    name = __package__
    label = "sharing_pages"

    def ready(self) -> None:
        """Into the navigation."""
        entries = (Entry("数据共享", "Sharing", "sharing:list", "sharing.read", "share", GROUP),)
        opens = tuple(
            (what, f"sharing:{page}", "sharing.read")
            for what, page in (("request", "request"), ("requests", "list"), ("uses", "uses"))
        )
        register(App("sharing", "数据共享", "Sharing", entries=entries, opens=opens))

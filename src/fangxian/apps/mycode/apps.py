"""Registers the resident's page with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class MyCodeConfig(AppConfig):
    """One's own code."""

    name = __package__
    label = "mycode"

    def ready(self) -> None:
        """Into the navigation."""
        entries = (
            Entry("我的健康码", "My code", "mycode:code", "own.read", "person"),
            Entry("谁看过我的记录", "Who read my record", "mycode:readers", "own.read", "audit"),
            Entry("公布的统计", "Published figures", "mycode:figures", "own.read", "info"),
        )
        register(App("mycode", "乐活哈南", "Green port", entries=entries))

"""Registers home isolation with Django, with the navigation, and what it keeps with the purge."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class HomeIsolationConfig(AppConfig):
    """Home isolation."""

    name = __package__
    label = "home_isolation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Into the navigation; says how its own is destroyed (law 4)."""
        from fangxian.apps.home_isolation import forgetting
        from fangxian.outbreak import purging

        entries = (
            Entry("居家隔离", "Home isolation", "home_isolation:households", "isolation.read", "home"),
            Entry("门磁提醒", "Door alerts", "home_isolation:alerts", "isolation.read", "alert"),
            Entry("门磁设备", "Door sensors", "home_isolation:devices", "isolation.manage", "door"),
        )
        register(App("home_isolation", "居家隔离", "Home isolation", "isolation", 15, entries=entries))
        purging.declare("home_isolation", forgetting.destroy)

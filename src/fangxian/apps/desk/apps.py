"""Registers the desk with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register

REGISTRIES = ("三本底账", "Registries")
DATA = ("数据", "Data")
OUTBREAK = ("疫情", "Outbreaks")
ACCOUNTS = ("账号", "Accounts")
WATCH = ("监督", "Oversight")


class DeskConfig(AppConfig):
    """The desk."""

    name = __package__
    label = "desk"

    def ready(self) -> None:
        """Into the navigation."""
        register(
            App(
                "desk",
                "工作台",
                "Desk",
                entries=(
                    Entry("首页", "Home", "desk:home", "desk.open", "home"),
                    Entry("人口", "People", "desk:people", "people.search", "people", REGISTRIES),
                    Entry("房屋", "Homes", "desk:compounds", "places.read", "building", REGISTRIES),
                    Entry(
                        "法人", "Organisations", "desk:organisations", "organisations.read", "organisation", REGISTRIES
                    ),
                    Entry("数据目录", "Datasets", "desk:data", "batches.read", "catalogue", DATA),
                    Entry("数据质量", "Quality", "desk:quality", "quality.read", "chart", DATA),
                    Entry("批次", "Batches", "desk:batches", "batches.read", "batch", DATA),
                    Entry("问题数据", "Held rows", "desk:held", "batches.read", "alert", DATA),
                    Entry("任务运行", "Runs", "desk:runs", "batches.read", "clock", DATA),
                    Entry("待确认入库", "Batches to confirm", "desk:stops", "batches.confirm", "two", DATA),
                    Entry("疫情", "Outbreaks", "desk:outbreaks", "outbreak.read", "outbreak", OUTBREAK),
                    Entry("账号", "Accounts", "desk:accounts", "accounts.manage", "key", ACCOUNTS),
                    Entry("待批账号事项", "To approve", "desk:waiting", "accounts.approve", "two", ACCOUNTS),
                    Entry("审计", "Audit", "desk:audit", "audit.read", "audit", WATCH),
                ),
            )
        )

"""Registers the doors of sampling sites and laboratories with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class SamplingConfig(AppConfig):
    """Sampling sites and laboratories."""

    name = __package__
    label = "sampling"

    def ready(self) -> None:
        """Into the navigation."""
        entries = (
            Entry("采样登记", "Sampling", "sampling:site", "samples.take", "tube"),
            Entry("装箱交运", "Boxes", "sampling:boxes", "samples.take", "batch"),
            Entry("样本与结果", "Tubes and results", "sampling:laboratory", "samples.receive", "tube"),
        )
        register(App("sampling", "采样与检测", "Sampling and testing", order=2, entries=entries))

"""Registers the review desk with Django, and with the navigation."""

from django.apps import AppConfig

from fangxian.web.launcher import App, Entry, register


class ReviewConfig(AppConfig):
    """The review desk."""

    name = __package__
    label = "review"

    def ready(self) -> None:
        """Into the navigation."""
        entry = Entry("人工核对", "Review", "review:queue", "links.review", "people")
        opens = (("doubt", "review:pair", "links.review"),)
        register(App("review", "人工核对", "Review desk", "screening", 9, entries=(entry,), opens=opens))

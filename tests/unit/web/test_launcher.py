"""Applications put themselves into the navigation; each reader sees what they may open."""

import pytest

from fangxian.access.reader import Reader
from fangxian.web import launcher
from fangxian.web.launcher import App, Entry


def test_a_reader_sees_the_entries_of_their_verbs_alone() -> None:
    shown = [
        entry.url
        for _, entries in launcher.navigation(Reader("li", may=frozenset({"audit.read"})))
        for entry in entries
    ]
    assert shown == ["desk:audit"]
    assert list(launcher.navigation(Reader("nobody"))) == []


def test_an_application_of_no_class_that_there_is_is_refused() -> None:
    with pytest.raises(ValueError, match="none of the five"):
        App("x", "某", "x", kind="elsewhere")


def test_registering_again_changes_nothing_and_differently_is_refused() -> None:
    desk = next(app for app in launcher.apps() if app.name == "desk")
    launcher.register(desk)
    with pytest.raises(ValueError, match="twice"):
        launcher.register(App("desk", "别的", "other", entries=(Entry("页", "page", "desk:home", "desk.open"),)))

"""A window on the site: Chromium, the built files, somebody signed in."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built() -> None:
    """The site's own files, as scripts/build-assets makes them."""
    subprocess.run([ROOT / "scripts" / "build-assets"], cwd=ROOT, check=True, timeout=300)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, driven; one for all examples."""
    from playwright.sync_api import sync_playwright
    from tests.conftest import chromium_path

    # Playwright keeps a loop running in this thread; the examples ask the database from it all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def window(
    built: None, browser: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Any]]:
    """Opens a page of the site; what the browser complains of (scripts, the content policy) fails the example."""
    complaints: list[str] = []
    contexts = []

    def open_window(
        session: str = "", *, width: int = 1440, theme: str = "light", language: str = "zh", height: int = 900
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, base_url=live_server.url
        )
        contexts.append(context)
        cookies = {"language": language} | ({"sessionid": session} if session else {})
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []

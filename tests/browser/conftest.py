"""A Chromium of the machine, without and with JavaScript."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.desk.conftest import job, raised, signal, visit  # noqa: F401

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


#: A shared machine is at times slow; a page that is right is not wrong for it.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, once for all tests; skipped where none is installed."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt-get install chromium")
    # Playwright runs an event loop in this thread, from which Django refuses the database unless told otherwise.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab on a professional's screen; anything that the security policy blocks fails the test."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, java_script_enabled=request.param, locale="fr-FR"
    )
    tab = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda asking: asked.append(asking.url))
    yield tab
    context.close()
    assert [line for line in said if "Content Security Policy" in line] == []
    assert {url for url in asked if not url.startswith("http://localhost:")} == set()

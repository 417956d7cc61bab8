"""Every page in every state: nothing for axe-core or the Nu HTML checker to say, nothing wider than its screen."""

import gzip
import json
import mimetypes
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Literal

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.utils.html import escape
from playwright.sync_api import Browser, Page

from amarre.accounts.models import Service
from amarre.directory.models import Job
from amarre.ui import assets
from tests.browser.states import State, states

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.xdist_group("every state")]

#: Where `.ci/run` put what tests/browser/checkers/package.json names.
CHECKERS = os.environ.get("AMARRE_CHECKERS", "")
ABSENT = "AMARRE_CHECKERS names no folder with axe-core and vnu-jar: .ci/run installs them there"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "RGAAv4", "best-practice"]
# No rule of these reads the style sheets themselves: they need not be asked for again. What is said below names an
# element by its HTML: no selector need be made for it.
ANSWER = {"resultTypes": ["violations"], "preload": False, "selectors": False, "ancestry": False, "xpath": False}
ALL = {"runOnly": {"type": "tag", "values": TAGS}, **ANSWER}


def rules(*names: str) -> dict[str, object]:
    """A question about these rules alone."""
    return {"runOnly": {"type": "rule", "values": list(names)}, **ANSWER}


#: Everything is asked once; then what the dark, and what a narrow screen, may change.
LOOKS: tuple[tuple[int, Literal["light", "dark"], Any], ...] = (
    (1366, "light", ALL),
    (683, "light", None),
    (320, "dark", rules("color-contrast", "target-size", "scrollable-region-focusable")),
)
AXE = """asked => axe.run(document, asked).then(found => found.violations.flatMap(one => one.nodes.map(node =>
  `${one.id} (${one.impact}): ` + [...node.any, ...node.all, ...node.none].map(check => check.message).join(" ; ") +
  " in " + node.html.slice(0, 200))))"""
#: From an address that the browser keeps, compiled: sent with each page, it takes longer than what it finds.
LOADED = """() => new Promise((done, failed) => {
  const script = Object.assign(document.createElement("script"), {src: "/axe.js", onload: done, onerror: failed});
  document.head.append(script);
  script.remove();
})"""
HEAVIEST = 150_000
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: What the one walk through the states gave, for the tests of this file.
_served: list[State] = []
_seen: dict[str, list[str]] = {}
#: Names of people and of jobs in them with an apostrophe: they stay as the service's files wrote them.
_written: set[str] = set()


@pytest.fixture
def every_state(service: Service) -> list[State]:
    """The states, served once for the tests of this file."""
    if not _served:
        _served.extend(states(service))
        written = Job.objects.values_list("title", "worker__last_name", "worker__first_name")
        _written.update({"Service d&#x27;essai", "Cellule partagée d&#x27;essai"})
        _written.update(escape(text) for texts in written for text in texts if text and "'" in text)
    return _served


class Served(BaseHTTPRequestHandler):
    """A page of one state, the files of the site, axe-core: what does not change is asked for once."""

    protocol_version = "HTTP/1.1"
    page = ""

    def do_GET(self) -> None:
        kind, path = "text/html; charset=utf-8", None
        if self.path != "/page/":
            path = checker("axe-core/axe.min.js") if self.path == "/axe.js" else found(self.path)
            kind = mimetypes.guess_type(self.path)[0] or "application/octet-stream"
        body = path.read_bytes() if path else Served.page.encode()
        self.send_response(200 if path or self.path == "/page/" else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600" if path else "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing: what is asked is no news."""


def found(address: str) -> Path | None:
    """The file of the site at that address."""
    path = find(address.removeprefix("/static/")) if address.startswith("/static/") else None
    return Path(path) if path else None


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab in which a page is what a state says, its files those of the site."""
    assets.make_font(settings.ASSETS / assets.FONT)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Served)
    Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(
        locale="fr-FR", reduced_motion="reduce", base_url=f"http://127.0.0.1:{server.server_port}"
    )
    yield context.new_page()
    context.close()
    server.shutdown()
    server.server_close()


def checker(name: str) -> Path | None:
    """The file of a checker, where there is one."""
    path = Path(CHECKERS) / name
    return path if CHECKERS and path.is_file() else None


def shape(html: str) -> str:
    """The elements and attributes of a page, and where there is text: not which numbers, values and words."""
    html = re.sub(r">[^<]*[^<\s][^<]*<", ">text<", re.sub(r"(?s)<(script|style)\b.*?</\1>", "", html))
    return re.sub(r'\b(value|href|action|content|datetime)="[^"]+"', r"\1", re.sub(r"\d+", "0", html))


@pytest.fixture
def seen(every_state: list[State], tab: Page) -> dict[str, list[str]]:
    """What a look at each state gave: by axe-core where it is installed, and by its width."""
    if not _seen:
        _seen.update(axe=[], wider=[])
        shapes = set()
        for number, state in enumerate(every_state):
            Served.page = state.html
            tab.goto("/page/")
            # Of two pages that differ in their words and numbers alone, axe-core says the same.
            alike = shape(state.html) in shapes
            shapes.add(shape(state.html))
            # There and back again: the tab opens each page as it looked at the one before.
            looks = LOOKS if number % 2 else LOOKS[::-1]
            look(tab, state.name, looks, axe=not alike and checker("axe-core/axe.min.js") is not None)
    return _seen


def look(tab: Page, name: str, looks: tuple[tuple[int, Literal["light", "dark"], Any], ...], *, axe: bool) -> None:
    """One state, as wide as a screen, as a screen zoomed to 200 %, as a telephone; in light and in the dark."""
    if axe:
        tab.evaluate(LOADED)
    for width, scheme, asked in looks:
        if tab.viewport_size != {"width": width, "height": 768}:
            tab.set_viewport_size({"width": width, "height": 768})
        if axe and asked:
            tab.emulate_media(color_scheme=scheme)
        if (over := tab.evaluate(WIDER)) > 0:
            _seen["wider"].append(f"{name}: {over} px wider than {width} px")
        if axe and asked:
            _seen["axe"] += [f"{name}, {width} px, {scheme}: {line}" for line in tab.evaluate(AXE, asked)]


def test_a_page_weighs_less_than_a_photograph(every_state: list[State]) -> None:
    """Its HTML as it is served, with its styles and scripts as they are sent compressed; without the typeface."""
    heavy = []

    for state in every_state:
        files = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', state.html))
        weight = len(state.html.encode()) + sum(sent(name) for name in files)
        heavy += [f"{state.name}: {weight} bytes"] if weight >= HEAVIEST else []

    assert heavy == []


#: Signs of French print typed as on a keyboard: an apostrophe, and spaces that would break.
TYPED = re.compile(r"\b[dlnscjmtDLNSCJMT]'\w|qu'\w|\S [;:!?»]|« |\d %")


def test_text_on_screen_is_printed_as_french_is(every_state: list[State]) -> None:
    wrong: dict[str, str] = {}

    for state in every_state:
        html = re.sub(r"(?s)<(script|style|textarea|code)\b.*?</\1>", "", state.html)
        for one in _written:
            html = html.replace(one, "")
        for text in map(unescape, re.findall(r">([^<]*\w[^<]*)<", html)):
            if TYPED.search(text):
                wrong.setdefault(text.strip()[:90], state.name)

    assert "\n".join(f"{name}: {text}" for text, name in wrong.items()) == ""


@cache
def sent(name: str) -> int:
    """The bytes of a file of the site, compressed."""
    path = find(name)
    assert path, name
    return len(gzip.compress(Path(path).read_bytes()))


def test_nothing_is_wider_than_its_screen(seen: dict[str, list[str]]) -> None:
    assert "\n".join(seen["wider"]) == ""


@pytest.mark.skipif(checker("axe-core/axe.min.js") is None, reason=ABSENT)
def test_axe_finds_no_violation(seen: dict[str, list[str]]) -> None:
    assert "\n".join(seen["axe"]) == ""


@pytest.mark.skipif(checker("vnu-jar/build/dist/vnu.jar") is None, reason=ABSENT)
def test_the_html_checker_finds_no_error(every_state: list[State], tmp_path: Path) -> None:
    jar = str(checker("vnu-jar/build/dist/vnu.jar"))
    # A folder of their own: the installation's, with its data files, is beside.
    pages = tmp_path / "pages"
    pages.mkdir()
    for number, state in enumerate(every_state):
        (pages / f"{number}.html").write_text(state.html, encoding="utf-8")

    said = subprocess.run(
        ["java", "-jar", jar, "--errors-only", "--format", "json", pages], capture_output=True, check=False
    )

    found = [
        f"{every_state[int(Path(one['url']).stem)].name}, {one['lastLine']}: {one['message']}"
        for one in json.loads(said.stderr)["messages"]
    ]
    assert "\n".join(found) == ""

"""The keyboard alone reaches and leaves everything, and shows where it is; nothing moves for those who ask for calm."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page

from amarre.accounts.enums import Role
from amarre.cases.models import Case
from amarre.detection.models import Signal
from amarre.directory.models import Job
from tests.people import person, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESSES = (
    "", "signaux/", "travailleurs/{worker}/", "travailleurs/{worker}/faits/visite/", "etablissements/{place}/",
    "dossiers/", "dossiers/{case}/", "recherche/", "cpom/?annee=2025", "donnees/", "comptes/", "chiffres-legaux/",
)  # fmt: skip
#: Everything that Tab should stop at: one radio of a group, nothing that is hidden or switched off.
STOPS = """() => {
  const seen = new Set();
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']");
  return [...all].filter(one => {
    if (one.disabled || one.type === "hidden" || !one.checkVisibility({visibilityProperty: true})) return false;
    if (one.type === "radio") { if (seen.has(one.name)) return false; seen.add(one.name); }
    return true;
  }).length;
}"""
WHERE = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  if (one === document.body) return null;
  return {
    number: [...document.querySelectorAll("*")].indexOf(one),
    html: one.outerHTML.slice(0, 90),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none",
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
MOVES = """() => [...document.querySelectorAll("*")].filter(one => {
  const style = getComputedStyle(one);
  const longest = text => Math.max(...text.split(",").map(parseFloat));
  const animated = style.animationName !== "none" && longest(style.animationDuration) > 0.01;
  return animated || longest(style.transitionDuration) > 0.01;
}).map(one => one.outerHTML.slice(0, 90))"""


@pytest.fixture
def tab(browser: Browser, live_server: object, signal: Signal) -> Iterator[Page]:
    """A tab of somebody who holds every role, who asked the system for no movement."""
    client = signed_in(person(*((signal.service, role) for role in Role)))
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="fr-FR", reduced_motion="reduce", base_url=live_server.url
    )
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_tab_reaches_and_leaves_everything_and_the_focus_is_seen(tab: Page, job: Job) -> None:
    case = Case.objects.create(service=job.service, job=job, opened_on=date(2026, 3, 1))
    for address in ADDRESSES:
        filled = address.format(worker=job.worker_id, place=job.establishment_id, case=case.pk)
        tab.goto(f"/services/essai/{filled}")
        expected = tab.evaluate(STOPS)
        visited = []
        for _ in range(2 * expected + 20):
            tab.keyboard.press("Tab")
            place = tab.evaluate(WHERE)
            if place is None or (len(visited) > 1 and place["number"] == visited[0]["number"]):
                break
            # The parts of a date are stops of one field.
            if not visited or visited[-1]["number"] != place["number"]:
                visited.append(place)

        assert len(visited) == expected, (address, [place["html"] for place in visited])
        assert [place["html"] for place in visited if not place["ring"]] == [], address
        assert [place["html"] for place in visited if not place["seen"]] == [], address
        assert "am-skip" in visited[0]["html"]
        assert tab.evaluate(MOVES) == [], address


def test_the_first_stop_leads_to_the_content(tab: Page) -> None:
    tab.goto("/services/essai/")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")

    assert tab.evaluate("() => document.activeElement.id") == "contenu"
    tab.keyboard.press("Tab")
    assert tab.evaluate("() => document.activeElement.closest('main') !== null")


def test_the_header_is_read_in_the_order_in_which_it_is_seen(tab: Page) -> None:
    tab.goto("/services/essai/")
    for width in (1366, 1000, 683, 320):
        tab.set_viewport_size({"width": width, "height": 768})
        # Where each stop stands: its line (what stands on one line is 30 pixels apart at most), then from the left.
        places = tab.evaluate("""() => {
          const lines = [];
          return [...document.querySelectorAll("header :is(a, input[type=search], summary)")].map(one => {
            const box = one.getBoundingClientRect(), middle = (box.top + box.bottom) / 2;
            if (!lines.some(line => Math.abs(line - middle) < 15)) lines.push(middle);
            return [lines.find(line => Math.abs(line - middle) < 15), box.left];
          });
        }""")

        assert len(places) > 8
        assert places == sorted(places), width

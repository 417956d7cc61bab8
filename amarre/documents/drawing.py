"""Charts as SVG: one drawing of a specification, in colours for a PDF, in classes for a page."""

import hashlib
import json
import re
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

import vl_convert
from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe

from amarre.documents.charts import Chart
from amarre.documents.palette import class_of
from amarre.documents.typeface import folder

SVG = "{http://www.w3.org/2000/svg}"
#: Numbers, signs and spaces as French readers write them, should a specification ever write a number itself.
NUMBERS = {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", "\u00a0€"], "percent": "\u00a0%"}
#: Drawings kept on this machine, by content (settings.CACHES).
KEPT = "drawings"
_NOTHING = re.compile(r"(?:M0,0h0v0h0Z)?")
_NUMBER = re.compile(r"-?\d+\.\d{2,}")


def svg(chart: Chart) -> str:
    """The drawing with its colours, as an image of its own; its title and text are the caller's to add."""
    return _drawn(json.dumps(chart.specification(), ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=2048)
def picture(chart: Chart, extra: str = "") -> SafeString:
    """The drawing as part of a page: titled, described, coloured by amarre.css in every theme, without any style."""
    # The file cache outlives the process: a page of sixty charts is drawn once for all. A chart is plain frozen data,
    # whose words are its name there: to ask for its specification takes as long as the rest of the page.
    key = hashlib.sha256("\0".join((repr(chart), extra, _version())).encode()).hexdigest()
    kept: str | None = caches[KEPT].get(key)
    if kept is None:
        kept = _for_page(svg(chart), chart.title, chart.summary, extra)
        caches[KEPT].set(key, kept, timeout=None)
    return mark_safe(kept)


@lru_cache(maxsize=256)
def _drawn(written: str) -> str:
    _register()
    return vl_convert.vegalite_to_svg(written, allowed_base_urls=[], format_locale=NUMBERS, time_format_locale="fr-FR")


@cache
def _register() -> None:
    vl_convert.register_font_directory(str(folder()))


@cache
def _version() -> str:
    # What is done to a drawing, here and by the libraries, is part of what is kept.
    ours = b"".join(
        Path(__file__).with_name(f"{one}.py").read_bytes() for one in ("charts", "marks", "palette", "drawing")
    )
    return hashlib.sha256(ours).hexdigest() + version("altair") + version("vl-convert-python")


def _for_page(drawn: str, title: str, summary: str, extra: str) -> str:
    source = ElementTree.fromstring(drawn)
    size = {name: source.get(name, "") for name in ("width", "viewBox")}
    root = ElementTree.Element("svg", {"class": f"am-chart {extra}".strip(), **size, "role": "img"})
    ElementTree.SubElement(root, "title").text = title
    ElementTree.SubElement(root, "desc").text = summary
    for child in source:
        _copy(child, root)
    return ElementTree.tostring(root, encoding="unicode")


def _copy(element: ElementTree.Element, parent: ElementTree.Element) -> None:
    """What is to be seen: no empty shape, no group that does nothing, no role or style of the library's."""
    tag = element.tag.removeprefix(SVG)
    place = _short(element.get("transform", ""))
    if tag == "g":
        inner = parent if place in ("", "translate(0,0)") else ElementTree.Element("g", {"transform": place})
        for child in element:
            _copy(child, inner)
        if inner is not parent and len(inner):
            parent.append(inner)
        return
    unseen = element.get("fill") in ("transparent", "none", None) and element.get("stroke") in ("none", None)
    if (tag != "text" and unseen) or _NOTHING.fullmatch(element.get("d", "-")):
        return
    kept = {name: element.get(name, "") for name in ("x", "y", "x1", "y1", "x2", "y2", "d", "text-anchor")}
    kept = {name: _short(value) for name, value in kept.items() if value} | ({"transform": place} if place else {})
    if kept.get("text-anchor") == "start":
        del kept["text-anchor"]
    colour = class_of(element.get("fill"), element.get("stroke"), written=tag == "text")
    names = [colour, "h" if element.get("font-weight") in ("bold", "700") else ""]
    if any(names):
        kept["class"] = " ".join(filter(None, names))
    ElementTree.SubElement(parent, tag, kept).text = element.text


def _short(value: str) -> str:
    """Lengths to a tenth of a pixel."""
    return _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), value)

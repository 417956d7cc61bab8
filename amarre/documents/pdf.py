"""Tagged PDF files for printing, mailing and keeping: a typst template, data as JSON, the typeface inside."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst

from amarre.documents.typeface import folder


def pdf(template: str, data: Mapping[str, Any], on: date) -> bytes:
    """The file of that template (`typst/<template>.typ`), dated; the same data of the same day give the same bytes.

    It can be kept as an archive (PDF/A-2a, ISO 19005-2) and read aloud (PDF/UA-1, ISO 14289-1).
    A wrong template or missing data is a bug, and raises typst's own error.
    """
    made: bytes = _compiled(template, data, on, "pdf")
    return made


def page_images(template: str, data: Mapping[str, Any], on: date) -> list[bytes]:
    """Its pages as PNG images, to look at."""
    made = _compiled(template, data, on, "png")
    return made if isinstance(made, list) else [made]


def _compiled(template: str, data: Mapping[str, Any], on: date, form: Literal["pdf", "png"]) -> Any:
    source = files("amarre.documents").joinpath("typst", f"{template}.typ").read_bytes()
    instant = int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp())
    return typst.compile(
        source,
        format=form,
        font_paths=_fonts(),
        pdf_standards=["a-2a", "ua-1"] if form == "pdf" else [],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=instant,
    )


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(font_paths=[folder()], include_system_fonts=False, include_embedded_fonts=False)

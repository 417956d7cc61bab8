"""The typeface and the static files."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.finders import find
from fontTools.ttLib import TTFont

from amarre.ui import assets

LOOK = Path(__file__).resolve().parents[2] / "amarre" / "ui"


@pytest.fixture
def gathered(settings: object, tmp_path: Path) -> Path:
    settings.ASSETS = tmp_path / "assets"
    settings.ASSETS.mkdir()
    settings.STATICFILES_DIRS = [settings.ASSETS]
    settings.STATIC_ROOT = tmp_path / "static"
    assets.prepare_assets()
    return settings.STATIC_ROOT


def test_the_typeface_is_a_light_latin_file_with_the_signs_of_french(tmp_path: Path) -> None:
    assets.make_font(path := tmp_path / "police.woff2")

    with TTFont(path) as font:
        characters, varies = set(font.getBestCmap()), "fvar" in font
    assert path.stat().st_size < 40_000
    assert {ord(sign) for sign in "àâçéèêëîïôœùûüÿÀÉ«»’–—…€\u00a0\u202f"} <= characters
    assert varies


def test_files_are_gathered_once_and_named_by_their_content(gathered: Path) -> None:
    style = next(path.read_text() for path in gathered.glob("ui/fonts.*.css"))

    assert re.search(r'url\("source-sans-3\.[0-9a-f]{12}\.woff2"\)', style)
    assert not list(gathered.rglob("*.map"))
    assert assets.prepare_assets() is False


def test_every_style_that_a_page_names_exists() -> None:
    named = re.findall(r"\{% static '([^']+)' %\}", (LOOK / "templates/ui/page.html").read_text())

    assert named
    assert [name for name in named if find(name) is None] == []


def test_a_page_wears_all_its_styles_or_none_yet() -> None:
    page, style = (LOOK / "templates/ui/page.html").read_text(), (LOOK / "static/ui/style.css").read_text()

    assert re.findall(r'rel="stylesheet" href="\{% static \'([^\']+)\' %\}"', page) == ["ui/style.css"]
    ahead = [
        Path(name).name for name in re.findall(r'rel="preload" as="style" href="\{% static \'([^\']+)\' %\}"', page)
    ]
    assert ahead == [Path(name).name for name in re.findall(r'@import url\("([^"]+)"\);', style)]


def test_no_template_carries_inline_style_or_script() -> None:
    templates = list(LOOK.parent.rglob("templates/**/*.html"))

    assert templates
    # A script of a file of ours, or a block of data, is not code in the page.
    inline = re.compile(r'<script(?![^>]*(?:\ssrc="|\stype="application/json"))|<style|\sstyle=|\son\w+=')
    assert [path.name for path in templates if inline.search(path.read_text("utf-8"))] == []
    assert "unsafe" not in django_settings.SECURITY_HEADERS["Content-Security-Policy"]

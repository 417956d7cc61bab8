"""Static files: the typeface made on this machine, the files gathered once, named by their content."""

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg_source_sans_3
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

# Bootstrap's package brings its sources and every variant; the pages use one file of it.
UNUSED = ["*.map", "*.rtl.*", "bootstrap-*", "bootstrap.css", "bootstrap*.js", "socialaccount"]

FONT = "ui/source-sans-3.woff2"
# Basic Latin, Latin-1 and Extended-A, the signs of French typography, arrows and the minus sign.
LATIN = [*range(0x20, 0x180), *range(0x2010, 0x2030), 0x202F, 0x2039, 0x203A, 0x20AC, *range(0x2190, 0x2194), 0x2212]


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names by content where the files were gathered; plain names elsewhere, so that a page never fails for a file."""

    manifest_strict = False

    @lru_cache(maxsize=200)  # noqa: B019 - a process has one storage, and its files stay while it lives
    def url(self, name: str, force: bool = False) -> str:
        """The address of a file, looked up once: every page names half a dozen."""
        return str(super().url(name, force))

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """The name with its fingerprint, or the name alone for a file that is not there."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name


def prepare_assets() -> bool:
    """Make the typeface and gather the static files if anything changed since the last time; whether it did."""
    make_font(settings.ASSETS / FONT)
    stamp = settings.STATIC_ROOT / "gathered.json"
    found = _fingerprint()
    if stamp.exists() and json.loads(stamp.read_text("utf-8")) == found:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=UNUSED)
    stamp.write_text(json.dumps(found), "utf-8")
    return True


def make_font(path: Path) -> None:
    """Write the Latin part of Source Sans 3 as WOFF2, once; all its weights, no hinting."""
    if path.exists():
        return
    from fontTools import subset

    source = Path(fontpkg_source_sans_3.__file__).parent / "files" / "SourceSans3[wght].ttf"
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl"])
    options.hinting = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LATIN)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    with subset.load_font(source, options) as font:
        subsetter.subset(font)
        subset.save_font(font, draft, options)
    draft.replace(path)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for line in sorted(_files()):
        digest.update(line.encode())
    return digest.hexdigest()


def _files() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list(UNUSED):
            found = Path(storage.path(name)).stat()
            yield f"{name}:{found.st_size}:{found.st_mtime_ns}\n"

"""The typeface of charts and of PDF files: the one of the pages, from its package; no other is ever looked for."""

from functools import cache
from pathlib import Path

import fontpkg_source_sans_3

FAMILY = "Source Sans 3"


@cache
def folder() -> Path:
    """Where the files of the typeface are."""
    return Path(fontpkg_source_sans_3.__file__).parent / "files"

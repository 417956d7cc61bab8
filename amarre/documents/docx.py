"""Word documents made of our own templates (WordprocessingML, ISO/IEC 29500), without a library.

The body of a document is a Django template of its main part, which escapes every value: nobody's words become markup,
and the template language runs no code. The other parts (styles, footer, properties) are the same for all.
"""

import re
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template import Context, Engine

#: Where each part stands in the package; the body comes from the document's own template.
PARTS = {
    "[Content_Types].xml": "parts/content-types.xml",
    "_rels/.rels": "parts/package-relations.xml",
    "docProps/core.xml": "parts/properties.xml",
    "word/_rels/document.xml.rels": "parts/document-relations.xml",
    "word/settings.xml": "parts/settings.xml",
    "word/styles.xml": "parts/styles.xml",
    "word/footer.xml": "parts/footer.xml",
}
#: Characters that no XML 1.0 document may hold, even escaped.
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def docx(template: str, data: Mapping[str, Any], on: date) -> bytes:
    """The file of that template (`word/<template>.xml`), dated; the same data of the same day give the same bytes.

    `data` hold what the template names, and for every document `title`, `day` and `service`.
    """
    context = {**data, "created": on.isoformat()}
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        for name, source in {**PARTS, "word/document.xml": f"{template}.xml"}.items():
            package.writestr(ZipInfo(name), _filled(source, context), ZIP_DEFLATED)
    return made.getvalue()


def _filled(source: str, data: Mapping[str, Any]) -> bytes:
    text = files("amarre.documents").joinpath("word", *source.split("/")).read_text("utf-8")
    rendered = Engine(autoescape=True).from_string(text).render(Context(dict(data)))
    return IMPOSSIBLE.sub("", rendered).encode()

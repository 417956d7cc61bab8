"""What a template prints: the spaces before : ; ! ? and inside « » never let a line break."""

import re
from pathlib import Path

import amarre

TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WRONG = re.compile(r"[^\s<>] [;!?:](?=[\s<\"»)]|$)|« | »|[a-zàéè]'[a-zàéèêh]", re.IGNORECASE)
#: htmx's own words for a header, in an attribute.
CODE = re.compile(r"data-hx-[a-z-]+='[^']*'|data-hx-[a-z-]+=\"[^\"]*\"|<script.*?</script>", re.DOTALL)


def test_no_template_lets_a_line_break_before_a_sign() -> None:
    templates = [one for one in Path(amarre.__file__).parent.rglob("templates/**/*") if one.suffix in (".html", ".txt")]
    found = {
        f"{path.name}: {mark}"
        for path in templates
        for mark in WRONG.findall(TAG.sub("x", CODE.sub("", path.read_text(encoding="utf-8"))))
    }

    assert len(templates) > 100
    assert found == set()

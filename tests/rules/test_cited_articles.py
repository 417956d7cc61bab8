"""Every article that the catalogue cites exists and is in force, where @socialgouv/legi-data is installed."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CODES = {"Code du travail": "LEGITEXT000006072050", "Code de la sécurité sociale": "LEGITEXT000006073189"}
CITED = ("parameters", "statements", "prohibitions", "signals", "schemes")
FOLDER = os.environ.get("AMARRE_LEGI_DATA", "")


def articles(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The number and the state of every article under that node."""
    if node["type"] == "article":
        yield node["data"]["num"], node["data"]["etat"] or ""
    for child in node.get("children", []):
        yield from articles(child)


@pytest.mark.skipif(not FOLDER, reason="AMARRE_LEGI_DATA does not name the folder of @socialgouv/legi-data")
@pytest.mark.parametrize("code", CODES)
def test_every_cited_article_exists_and_is_in_force(code: str, catalogue: Path) -> None:
    text = json.loads((Path(FOLDER) / "data" / f"{CODES[code]}.json").read_text("utf-8"))
    in_force = {number for number, state in articles(text) if state.startswith("VIGUEUR")}
    cited = {
        article: path.stem
        for folder in CITED
        for path in (catalogue / folder).glob("*.yaml")
        for line in re.findall(rf"{code}, art\. ([^\n\";|]*)", path.read_text("utf-8"))
        for article in re.findall(r"[LRD]\d+(?:-\d+)*", line)
    }

    assert len(cited) > 10
    assert {article: file for article, file in cited.items() if article not in in_force} == {}

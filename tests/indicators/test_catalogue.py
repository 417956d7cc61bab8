"""Every indicator file loads, and its worked examples give what they say."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from amarre.indicators.checking import check_indicators
from amarre.indicators.definitions import read_indicators
from amarre.rules.catalogue import CatalogueError

# The codes of the document, in its order.
CODES = {
    *(f"E{n:02}" for n in range(1, 5)),
    *(f"I{n:02}" for n in range(1, 32)),
    *(f"A{n:02}" for n in range(1, 17)),
    *(f"V{n:02}" for n in range(1, 4)),
    *(f"F{n:02}" for n in range(7)),
    *(f"G{n:02}" for n in range(1, 5)),
    *(f"O{n:02}" for n in range(1, 6)),
}


@pytest.fixture
def copied(tmp_path: Path, settings: object) -> Path:
    """A catalogue that a test may spoil."""
    folder = tmp_path / "catalogue"
    for name in ("indicators", "parameters"):
        shutil.copytree(settings.CATALOGUE / name, folder / name)  # type: ignore[attr-defined]
    settings.CATALOGUE = folder  # type: ignore[attr-defined]
    return folder / "indicators"


def spoil(folder: Path, code: str, old: str, new: str) -> None:
    path = folder / f"{code}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_every_indicator_of_the_document_has_its_file() -> None:
    assert set(read_indicators(settings.CATALOGUE / "indicators")) == CODES


def test_every_worked_example_gives_what_it_says() -> None:
    checked = check_indicators()

    assert checked.indicators == len(CODES)
    assert checked.examples >= checked.indicators


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("expect: 2", "expect: 3", r"I17.yaml:\d+: example « un demandeur inconnu est une part à lui seul »: value: 2"),
        ("unknown: 1", "unknown: 2", r"demandeur unknown: 1 where 2 is expected"),
        ("nature: pre_reprise", "nature: pre_reprize", r"I17.yaml:8: « pre_reprize » is not a word of nature"),
        ("where: {nature", "where: {natur", r"I17.yaml:8: « natur » is not a column of visites"),
        ("dataset: visites", "dataset: visits", r"I17.yaml:6: « visits » is not a dataset"),
        ("measure: count", "measure: many", r"I17.yaml:9: measure"),
        ("better: higher", "better: higher\ncolour: red", r"I17.yaml:\d+: colour"),
        ("{nature: pre_reprise}", '{date: {le: "@period.begin"}}', r"« @period.begin » is neither a figure"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_line(copied: Path, old: str, new: str, said: str) -> None:
    spoil(copied, "I17", old, new)

    with pytest.raises(CatalogueError, match=said):
        check_indicators()

"""Labels of the NAF rev. 2 (source and licence: directory/data/README.md)."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def label(code: str) -> str | None:
    """The label of a sub-class (`43.99C`) or of a division (`43`); None when the NAF has no such code."""
    return labels().get(code)


def division_label(division: str) -> str | None:
    """The label of a division by its two digits; None when the NAF has no such division."""
    return labels().get(division) if len(division) == 2 else None


@cache
def labels() -> Mapping[str, str]:
    """Every label by code: 88 divisions of two digits, 732 sub-classes."""
    text = files("amarre.directory").joinpath("data", "naf_rev2.csv").read_text("utf-8")
    return {row["code"]: row["label"] for row in csv.DictReader(text.splitlines(), delimiter=";")}

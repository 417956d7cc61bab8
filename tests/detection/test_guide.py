"""The guide's page about signals says what the files say."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from amarre.detection.guide import guide_text
from amarre.detection.rules import read_rules

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "regles.md"


def test_the_page_is_up_to_date() -> None:
    call_command("signal_guide", str(PAGE), check=True)


def test_every_signal_has_its_heading(catalogue: Path) -> None:
    text = guide_text(catalogue, date(2026, 9, 1))

    for rule in read_rules(catalogue / "signals").values():
        assert f"## {rule.label}\n" in text
        assert f"`{rule.code}`" in text
        assert rule.reference in text


def test_a_page_that_is_out_of_date_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "regles.md"
    with pytest.raises(CommandError, match="out of date"):
        call_command("signal_guide", str(page), check=True)
    call_command("signal_guide", str(page))
    call_command("signal_guide", str(page), check=True)

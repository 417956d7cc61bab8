"""The engine and the slow reader of the CSV files give the same figures, to the unit, breakdowns included."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from .all_cases import CASES
from .amarre_cli import run
from .drawn import draw
from .figures import figures
from .folder import Folder
from .micro import KEYS, YEAR, gather, write

# A contract with its target and its theme 2.
CONTRACTS: dict[str, tuple[set[str] | None, str | None]] = {
    "prevy-2025": ({"41", "42", "43"}, None),
    "pst38-2025": (None, "rps"),
}
PERIODS = [("2025-01-01", "2025-12-31"), ("2025-03-15", "2026-02-14")]
MICRO = [("prevy-2025", period) for period in sorted({case.period for case in CASES})] + [("pst38-2025", YEAR)]
# One process makes each set once for all its questions.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("oracle")]
Figures = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory, like_new: Callable[[Path], Path]) -> Path:
    """2,000 workers over 2024-2026, loaded, and the engine's figures of both contracts and periods beside them."""
    home = like_new(tmp_path_factory.mktemp("synthetic"))
    data = home / "data"
    run(
        home,
        ["synthesize", str(data), "--workers", "2000", "--seed", "38", "--year", "2026"],
        importing(data),
        *[computing(home, contract, period) for contract in CONTRACTS for period in PERIODS],
    )
    return home


@pytest.fixture(scope="module")
def micro(tmp_path_factory: pytest.TempPathFactory, like_new: Callable[[Path], Path]) -> Path:
    """The hand-made cases side by side, loaded, and the engine's figures for every period that they use."""
    home = like_new(tmp_path_factory.mktemp("micro"))
    data = write(gather(CASES), home / "data")
    run(
        home,
        importing(data),
        *[computing(home, contract, period) for contract, period in MICRO],
    )
    return home


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory, like_new: Callable[[Path], Path]) -> Path:
    """A crowded random set, loaded, and the engine's figures of both contracts and periods beside it."""
    home = like_new(tmp_path_factory.mktemp("drawn"))
    data = write(draw(38), home / "data")
    run(
        home,
        importing(data),
        ["export", str(home / "export"), "--service", "essai"],
        *[computing(home, contract, period) for contract in CONTRACTS for period in PERIODS],
    )
    return home


def importing(data: Path) -> list[str]:
    return ["import", str(data), "--service", "essai", "--create-service", "Service d'essai", "--as-of", "2027-12-31"]


def computing(home: Path, contract: str, period: tuple[str, str]) -> list[str]:
    start, end = period
    command = ["indicators", "--service", "essai", "--contract", contract, "--from", start, "--to", end]
    return [*command, "--format", "json", "--out", str(output(home, contract, period))]


def output(home: Path, contract: str, period: tuple[str, str]) -> Path:
    return home / f"{contract}-{'-'.join(period)}.json"


def both(home: Path, contract: str, period: tuple[str, str]) -> tuple[Figures, Figures]:
    """The figures of the slow reader and those of the engine."""
    start, end = (date.fromisoformat(text) for text in period)
    found = json.loads(output(home, contract, period).read_text(encoding="utf-8"))
    return figures(home / "data", start, end, *CONTRACTS[contract]), found


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """Where two trees part: keys of one side only, and values that are not the same number or the same nothing."""
    if isinstance(expected, dict) and isinstance(found, dict):
        lines = [f"{path}.{key}: only the reader has {expected[key]}" for key in expected.keys() - found.keys()]
        lines += [f"{path}.{key}: only the engine has {found[key]}" for key in found.keys() - expected.keys()]
        for key in expected.keys() & found.keys():
            lines += differences(expected[key], found[key], f"{path}.{key}" if path else key)
        return sorted(lines)
    if isinstance(expected, int | float) and isinstance(found, int | float):
        same = abs(expected - found) < 1e-9
    else:
        same = expected == found
    return [] if same else [f"{path}: reader {expected}, engine {found}"]


@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize("contract", CONTRACTS)
def test_figures_of_two_thousand_workers_agree(synthetic: Path, contract: str, period: tuple[str, str]) -> None:
    expected, found = both(synthetic, contract, period)

    assert differences(expected, found) == []


@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize("contract", CONTRACTS)
def test_figures_of_a_crowded_random_set_agree(drawn: Path, contract: str, period: tuple[str, str]) -> None:
    expected, found = both(drawn, contract, period)

    assert differences(expected, found) == []


@pytest.mark.parametrize(("contract", "period"), MICRO, ids=str)
def test_figures_of_the_hand_made_cases_agree(micro: Path, contract: str, period: tuple[str, str]) -> None:
    expected, found = both(micro, contract, period)

    assert differences(expected, found) == []


def test_the_random_set_comes_back_cell_by_cell(drawn: Path) -> None:
    """Empty cells beside zeroes in the same column included."""
    sent, back = Folder(drawn / "data").rows, Folder(drawn / "export").rows

    for name, rows in sent.items():
        key = KEYS[name]
        returned = {tuple(row[column] for column in key): row for row in back[name]}
        for row in rows:
            found = returned[tuple(row[column] for column in key)]
            assert {column: meaning(found[column]) for column in row} == {c: meaning(cell) for c, cell in row.items()}


def meaning(cell: str) -> str | float:
    """A number for a number, one word for each of true and false, the text otherwise."""
    words = {"oui": "true", "non": "false"}
    try:
        return float(cell)
    except ValueError:
        return words.get(cell, cell)


def test_the_random_set_counts_something_everywhere() -> None:
    """Agreeing on zeroes would prove little."""
    with TemporaryDirectory() as folder:
        expected = figures(
            write(draw(38), Path(folder)), date(2025, 1, 1), date(2025, 12, 31), {"41", "42", "43"}, "rps"
        )

    assert [code for code, scopes in expected.items() if not scopes["all"]["value"]] == []

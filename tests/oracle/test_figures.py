"""The reader of the document is itself checked, on cases small enough to be counted by hand."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from .all_cases import CASES
from .figures import figures
from .folder import six_months_after
from .micro import TARGET, Case, gather, look_up, write


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_the_numbers_counted_by_hand(case: Case, tmp_path: Path) -> None:
    folder = write(case.tables(), tmp_path)

    found = figures(folder, case.start, case.end, TARGET, "rps")

    assert {path: look_up(found, path) for path in case.expect} == {
        path: pytest.approx(value) if isinstance(value, float) else value for path, value in case.expect.items()
    }


def test_every_indicator_of_the_document_is_computed(tmp_path: Path) -> None:
    codes = {f"E{n:02}" for n in range(1, 5)} | {f"I{n:02}" for n in range(1, 32)} | {f"A{n:02}" for n in range(1, 17)}
    codes |= {"V01", "V02", "V03"} | {f"F{n:02}" for n in range(7)} | {"G01", "G02", "G03", "G04"}
    codes |= {f"O{n:02}" for n in range(1, 6)}
    case = CASES[0]

    found = figures(write(case.tables(), tmp_path), case.start, case.end, TARGET, "rps")

    assert set(found) == codes


def test_without_a_target_nor_a_second_theme_only_all_is_given(tmp_path: Path) -> None:
    case = CASES[0]

    found = figures(write(case.tables(), tmp_path), case.start, case.end)

    assert {scopes["target"] for scopes in found.values()} == {None}
    assert {found[code]["all"]["value"] for code in ("V01", "V02", "V03")} == {None}


def test_cases_side_by_side_add_up(tmp_path: Path) -> None:
    yearly = [case for case in CASES if case.period == CASES[0].period]
    apart = [
        figures(write(case.tables(), tmp_path / str(n)), case.start, case.end, TARGET) for n, case in enumerate(yearly)
    ]

    together = figures(write(gather(yearly), tmp_path / "all"), yearly[0].start, yearly[0].end, TARGET)

    for code in ("E01", "E02", "E03", "I01", "I06", "I22", "I23", "I29", "A01", "A06", "A16", "F00", "G01"):
        for path in (code, f"{code}.target"):
            assert look_up(together, path) == sum(look_up(found, path) for found in apart), path
    for path in ("O01.denominator", "O02.numerator", "F06.target.numerator", "A07.target.denominator", "G04.etp"):
        assert look_up(together, path) == pytest.approx(sum(look_up(found, path) for found in apart)), path


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        ("2025-08-31", "2026-02-28"),
        ("2023-08-31", "2024-02-29"),
        ("2025-03-31", "2025-09-30"),
        ("2025-12-31", "2026-06-30"),
        ("2024-02-29", "2024-08-29"),
        ("2025-06-30", "2025-12-30"),
        ("2025-07-01", "2026-01-01"),
    ],
)
def test_six_months_after_a_closing(closed: str, due: str) -> None:
    assert six_months_after(date.fromisoformat(closed)) == date.fromisoformat(due)


def test_the_command_line_prints_the_figures(tmp_path: Path) -> None:
    write(CASES[0].tables(), tmp_path)
    root = Path(__file__).parents[2]

    command = [
        sys.executable,
        "-m",
        "tests.oracle.figures",
        str(tmp_path),
        "--from",
        "2026-01-01",
        "--to",
        "2026-12-31",
    ]
    done = subprocess.run([*command, "--divisions", "43", "--theme", "rps"], cwd=root, capture_output=True, check=True)

    printed = json.loads(done.stdout)
    assert (printed["E02"]["all"]["value"], printed["E02"]["target"]["value"]) == (2, 1)

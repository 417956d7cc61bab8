"""`amarre import`: where it writes what it has to say, and the service that it makes."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from amarre.accounts.models import Service
from amarre.exchange.actions import import_set
from amarre.exchange.models import ImportBatch

from .import_sets import AS_OF, RIGHT, written

pytestmark = pytest.mark.django_db


def run(source: Path, *options: str) -> str:
    said = io.StringIO()
    call_command(
        "import",
        str(source),
        "--service=essai",
        "--create-service=Essai",
        f"--as-of={AS_OF}",
        *options,
        stdout=io.StringIO(),
        stderr=said,
    )
    return said.getvalue()


@pytest.mark.parametrize("option", ["--report=nowhere/report.json", "--report=.", "--refused-rows=taken/rows"])
def test_a_place_where_nothing_can_be_written_is_refused_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("taken").write_text("a file", encoding="utf-8")

    with pytest.raises(CommandError):
        run(written(tmp_path / "set", RIGHT), option)

    assert not Service.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_report_that_cannot_be_kept_after_the_import_does_not_make_it_a_failure(tmp_path: Path) -> None:
    # One place for both: the folder is made first, and the report then has none.
    said = run(written(tmp_path / "set", RIGHT), f"--report={tmp_path / 'x'}", f"--refused-rows={tmp_path / 'x'}")

    assert ImportBatch.objects.count() == 1
    assert "cannot be written" in said
    assert not list((tmp_path / "x").iterdir())
    assert not list(tmp_path.glob("tmp*"))


def test_refused_rows_replace_those_of_an_earlier_run_and_nothing_else(tmp_path: Path) -> None:
    wrong = {**RIGHT, "emplois": RIGHT["emplois"].replace("2026-09-01", "demain")}
    right, bad = written(tmp_path / "right", RIGHT), written(tmp_path / "bad", wrong)
    rows = tmp_path / "rows"

    for _ in range(2):
        with pytest.raises(SystemExit) as ended:
            run(bad, f"--refused-rows={rows}")
        assert ended.value.code == 3
        assert [path.name for path in rows.iterdir()] == ["emplois.csv"]
    run(right, f"--refused-rows={rows}")
    assert list(rows.iterdir()) == []

    for source, folder in ((bad, bad), (bad, right), (rows, rows)):
        with pytest.raises(CommandError, match="name another folder"):
            run(source, f"--refused-rows={folder}")
    assert (right / "emplois.csv").read_text(encoding="utf-8") == RIGHT["emplois"]


def test_two_imports_that_make_one_service_load_into_the_same(tmp_path: Path) -> None:
    folder = written(tmp_path / "set", RIGHT)
    made = [Service(code="essai", name="Essai") for _ in range(2)]

    first, second = (import_set(source=folder, service=service, by=None, as_of=AS_OF) for service in made)

    assert first.changed
    assert not second.changed
    assert Service.objects.count() == 1

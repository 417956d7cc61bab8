"""`amarre import`: where it writes what it has to say, and the service that it makes."""

import io
import json
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
    (tmp_path / "rows" / "emplois.csv").mkdir(parents=True)
    wrong = {**RIGHT, "emplois": RIGHT["emplois"].replace("2026-09-01", "demain")}

    with pytest.raises(SystemExit) as ended:
        run(written(tmp_path / "set", wrong), f"--refused-rows={tmp_path / 'rows'}", f"--report={tmp_path / 'r.json'}")

    assert ended.value.code == 3
    assert ImportBatch.objects.count() == 1
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["batch"] == ImportBatch.objects.get().pk
    assert list((tmp_path / "rows").iterdir()) == [tmp_path / "rows" / "emplois.csv"]


def test_two_imports_that_make_one_service_load_into_the_same(tmp_path: Path) -> None:
    folder = written(tmp_path / "set", RIGHT)
    made = [Service(code="essai", name="Essai") for _ in range(2)]

    first, second = (import_set(source=folder, service=service, by=None, as_of=AS_OF) for service in made)

    assert first.changed
    assert not second.changed
    assert Service.objects.count() == 1

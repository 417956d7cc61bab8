"""Refused rows go back as they came, and a killed import leaves nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from amarre.accounts.models import Service
from amarre.exchange.models import ImportBatch

from .import_sets import RIGHT, Sender, column, contents, written

WORKERS = RIGHT["travailleurs"]


def test_refused_rows_are_written_with_their_reasons_and_can_be_corrected_and_sent_again(
    service: Service, tmp_path: Path
) -> None:
    bad = 'W2;"Un; nom";Prénom;31/02/1980;F\nW3;Nom;Prénom;1980-01-01\n'
    folder = written(tmp_path / "set", {"travailleurs": WORKERS + bad})
    with pytest.raises(SystemExit) as end:
        call_command(
            "import", str(folder), service="essai", as_of="2026-06-30", refused_rows=tmp_path / "out", stdout=StringIO()
        )
    assert end.value.code == 3
    refused = (tmp_path / "out" / "travailleurs.csv").read_text("utf-8")
    assert refused.startswith("motif_du_refus;travailleur_id;")
    assert refused.endswith(';W2;"Un; nom";Prénom;31/02/1980;F\n' + refused.splitlines()[-1] + "\n")
    assert refused.splitlines()[-1].endswith(";W3;Nom;Prénom;1980-01-01")
    mended = refused.replace("31/02/1980", "28/02/1980").replace(
        "W3;Nom;Prénom;1980-01-01", "W3;Nom;Prénom;1980-01-01;M"
    )
    again = Sender(service, tmp_path / "again")
    again.folder.mkdir()
    report = again(base={}, travailleurs=mended)
    assert report.clean
    assert {entry["code"] for entry in report.warnings} == {"file.columns_unknown", "cell.date_french"}
    assert column(service, "travailleurs", "nom") == ["Nom", "Un; nom", "Nom"]


def test_the_reasons_of_an_earlier_refusal_are_not_kept_beside_the_new_ones(service: Service, tmp_path: Path) -> None:
    send = Sender(service, tmp_path)
    report = send(base={}, travailleurs=WORKERS.replace("\n", ";motif_du_refus\n", 1) + "W2;;P;1980-01-01;F;avant\n")
    kept = report.refused_rows["travailleurs.csv"]
    assert "motif_du_refus" not in kept.header
    assert kept.rows[-1][1] == ["W2", "", "P", "1980-01-01", "F"]


def test_a_set_without_a_good_row_makes_no_batch_and_no_service(db: None, tmp_path: Path) -> None:
    send = Sender(Service(code="neuf", name="Neuf"), tmp_path)
    assert not send(base={}, travailleurs="travailleur_id;nom\n").took_rows
    assert not Service.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_dry_run_writes_nothing_not_even_the_service(db: None, tmp_path: Path) -> None:
    send = Sender(Service(code="neuf", name="Neuf"), tmp_path)
    report = send(dry_run=True)
    assert (report.batch, report.changed, report.clean) == (None, True, True)
    assert not Service.objects.exists()


def test_a_second_service_may_use_the_same_identifiers(service: Service, tmp_path: Path) -> None:
    Sender(service, tmp_path)()
    other = Service.objects.create(code="autre", name="Autre")
    before = contents(service)
    assert Sender(other, tmp_path)().clean
    assert contents(service) == before


def test_a_killed_import_leaves_the_database_as_before(tmp_path: Path, installation: Path) -> None:
    rows = "".join(f"W{number};Nom;Prénom;1981-04-03;M\n" for number in range(60_000))
    folder = written(tmp_path / "set", {"travailleurs": WORKERS.split("\n")[0] + "\n" + rows})
    home = installation
    environment = {**os.environ, "AMARRE_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    small = written(tmp_path / "small", {"travailleurs": WORKERS})
    command = [sys.executable, "-c", "from amarre.config.cli import main; main()", "import"]
    options = ["--service", "essai", "--create-service", "Essai", "--as-of", "2026-06-30"]
    subprocess.run([*command, str(small), *options], env=environment, check=True, capture_output=True)
    log = home / "amarre.sqlite3-wal"
    for wait in (0.0, 0.3):
        running = subprocess.Popen(
            [*command, str(folder), *options], env=environment, stderr=subprocess.PIPE, text=True
        )
        assert running.stderr
        next(line for line in running.stderr if "travailleurs.csv checked" in line)
        time.sleep(wait)
        running.send_signal(signal.SIGKILL)
        running.wait()
        running.stderr.close()
    assert log.parent.is_dir()
    with sqlite3.connect(home / "amarre.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT COUNT(*) FROM directory_worker").fetchone() == (1,)
        assert database.execute("SELECT COUNT(*) FROM exchange_importbatch").fetchone() == (1,)
    database.close()
    done = subprocess.run([*command, str(folder), *options], env=environment, capture_output=True, text=True)
    assert done.returncode == 0
    assert "60000 rows, 59999 created, 0 updated, 1 unchanged" in done.stdout

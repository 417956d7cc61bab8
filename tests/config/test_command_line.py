"""The console script as a user meets it: one sentence for an error, no traceback, the exit codes of the README."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from amarre.config.cli import main
from amarre.config.environment import SettingsError, read_environment
from amarre.config.sqlite.journal import durable_pragmas, wal_is_safe


def amarre(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from amarre.config.cli import main; main()", *arguments]
    return subprocess.run(
        command, env={**os.environ, "DATABASE_URL": "", **environment}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("DATABASE_URL", "mysql://somewhere/base", "only PostgreSQL is supported"),
        ("DATABASE_URL", "postgres://", "name the database"),
        ("AMARRE_SECRET_KEY", "short", "50 characters or more"),
        ("AMARRE_DEBUG", "perhaps", "write 1 for yes or 0 for no"),
        ("AMARRE_WEB_PROCESSES", "-1", "greater than or equal to 0"),
        ("AMARRE_HOME", "/proc/nowhere", "name one that can"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(name: str, value: str, mend: str) -> None:
    done = amarre("audit", "verify", **{name: value})

    assert done.returncode == 1
    assert name in done.stderr
    assert mend in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"AMARRE_SITE_URL": "amarre.example"}, "AMARRE_SITE_URL"),
        ({"AMARRE_ALLOWED_HOSTS": "localhost,https://amarre.example"}, "https://amarre.example"),
        ({"AMARRE_ALLOWED_HOSTS": " , "}, "AMARRE_ALLOWED_HOSTS: name one host at least"),
        ({"AMARRE_WEB_PROCESSES": "two"}, "AMARRE_WEB_PROCESSES: write a whole number"),
        ({"AMARRE_MAIL_FROM": "amarre"}, "AMARRE_MAIL_FROM"),
        ({"AMARRE_SMS_GATEWAY": "amarre.cases.gateways.Pigeon"}, "AMARRE_SMS_GATEWAY"),
        ({"AMARRE_SMS_GATEWAY": "nobody.knows.It"}, "AMARRE_SMS_GATEWAY"),
        ({"AMARRE_SMS_GATEWAY": "amarre.cases.gateways.Http"}, "AMARRE_SMS_URL"),
        ({"AMARRE_PSC_URL": "https://psc.example", "AMARRE_PSC_CLIENT_ID": "amarre"}, "AMARRE_PSC_SECRET"),
    ],
)
def test_a_setting_that_would_fail_only_on_the_day_it_serves_is_refused_at_the_start(
    wrong: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=named):
        read_environment()


def test_an_empty_variable_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AMARRE_HOME", "AMARRE_DEBUG", "AMARRE_WEB_PROCESSES", "AMARRE_MAIL_FROM"):
        monkeypatch.setenv(name, "")

    assert str(read_environment().AMARRE_HOME) == "var"
    assert read_environment().AMARRE_MAIL_FROM == "amarre@localhost"


def test_an_unknown_command_and_a_missing_argument_are_one_sentence(tmp_path: Path) -> None:
    unknown = amarre("explain", AMARRE_HOME=str(tmp_path))
    missing = amarre("detect", AMARRE_HOME=str(tmp_path))

    assert (unknown.returncode, missing.returncode) == (1, 1)
    assert unknown.stderr == "Unknown command `explain`; `amarre help` lists them.\n"
    assert missing.stderr == "the following arguments are required: --service\n"


def test_help_lists_every_command_of_the_readme_as_it_is_typed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["amarre", "help"])
    listed = capsys.readouterr().out
    readme = Path("README.md").read_text(encoding="utf-8")

    assert ended.value.code == 0
    assert set(re.findall(r"^\| `amarre ([a-z-]+)", readme, re.MULTILINE)) <= set(
        re.findall(r"^  ([a-z-]+)  ", listed, re.MULTILINE)
    )


def test_every_command_says_what_each_of_its_arguments_is() -> None:
    silent = {
        (name, action.dest)
        for name, owner in get_commands().items()
        if str(owner).startswith("amarre.")
        for action in load_command_class(owner, name).create_parser("amarre", name)._actions
        if not action.help
    }
    assert silent == set()


def test_a_command_makes_the_embedded_database_and_says_so_once(tmp_path: Path) -> None:
    first = amarre("audit", "verify", AMARRE_HOME=str(tmp_path))
    second = amarre("audit", "verify", AMARRE_HOME=str(tmp_path))

    assert first.stderr == f"Database {tmp_path / 'amarre.sqlite3'}: created.\n"
    assert first.stdout == second.stdout == "The journal is sound: 0 events.\n"
    assert second.stderr == ""
    # What it makes beside it is its owner's alone.
    keys = list((tmp_path / "keys").iterdir())
    assert keys
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "keys", *keys))


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_the_write_ahead_log_is_kept_for_releases_where_it_is_safe(version: tuple[int, ...], safe: bool) -> None:
    assert wal_is_safe(version) is safe
    assert f"journal_mode = {'WAL' if safe else 'DELETE'};" in durable_pragmas(version)


def test_the_demonstration_has_a_login_per_role_and_keeps_its_data(installation: Path) -> None:
    home = {"AMARRE_HOME": str(installation), "AMARRE_DEMO_PASSWORD": "quai-des-brumes-38"}
    first = amarre("demo", "--workers", "60", "--no-serve", **home)
    second = amarre("demo", "--workers", "60", "--no-serve", **home)
    signals = amarre("signals", "--service", "demo", "--format", "json", **home)

    assert (first.returncode, second.returncode, signals.returncode) == (0, 0, 0)
    assert first.stdout.count("@demo.test") == second.stdout.count("@demo.test") == 10
    assert "quai-des-brumes-38" in first.stdout
    assert "its data are kept" in second.stdout
    assert signals.stdout.startswith("[")

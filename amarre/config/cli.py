"""The console script: Django's commands and ours, one sentence for an error, no traceback for what a user did."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

NOTHING_DONE = 1

#: Ours that need no database; before the others the embedded one is brought up to date.
WITHOUT_DATABASE = frozenset({"bench", "check_catalogue", "synthesize"})


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and end with its exit code."""
    program, *arguments = sys.argv if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amarre.config.settings")
    sys.exit(_guarded(Path(program).name, arguments))


def _guarded(program: str, arguments: list[str]) -> int:
    from django.core.management import CommandError
    from django.db import DatabaseError

    from amarre.config.environment import SettingsError
    from amarre.lib.errors import DomainError

    try:
        return _run(program, arguments)
    except (SettingsError, DomainError) as error:
        return _say(str(error))
    except CommandError as error:
        _say(str(error).removeprefix("Error: "))
        return error.returncode
    except DatabaseError as error:
        reason = (str(error).strip() or "no reason given").splitlines()[0]
        return _say(
            f"The database does not answer as it should ({reason}): see that it runs, and DATABASE_URL or the disk."
        )
    except BrokenPipeError:
        # The reader of our output left (`amarre signals | head`): nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _say("Interrupted: nothing half done was kept.")
    except OSError as error:
        if error.filename is None and error.errno is None:
            raise
        return _say(f"{error.filename or 'The file system'}: {error.strerror}.")


def _run(program: str, arguments: list[str]) -> int:
    import django
    from django.core.management import ManagementUtility, get_commands

    from amarre.config.overview import overview

    django.setup()
    if arguments in ([], ["help"], ["-h"], ["--help"]):
        return _say_all("\n".join(overview(program)))
    if arguments == ["--version"]:
        return _say_all(f"Amarre {version('amarre')}")
    name = arguments[0].replace("-", "_") if not arguments[0].startswith("-") else None
    if name is None or name == "help":
        ManagementUtility([program, arguments[0], *(word.replace("-", "_") for word in arguments[1:])]).execute()
        return 0
    owner = get_commands().get(name)
    if owner is None:
        return _say(f"Unknown command `{arguments[0]}`; `amarre help` lists them.")
    if not str(owner).startswith("amarre."):
        ManagementUtility([program, name, *arguments[1:]]).execute()
        return 0
    return _ours(program, name, arguments[1:])


def _ours(program: str, name: str, arguments: list[str]) -> int:
    from django.core.management import get_commands, load_command_class
    from django.db import connections

    from amarre.config.upgrade import bring_up_to_date

    command = load_command_class(get_commands()[name], name)
    # What was loaded stays: the collector need not look through it again and again while the command works.
    gc.freeze()
    # A wrong argument is then an exception, not a usage page and exit code 2.
    command._called_from_command_line = False  # type: ignore[attr-defined]
    options = vars(command.create_parser(program, name.replace("_", "-")).parse_args(arguments))
    if name not in WITHOUT_DATABASE:
        bring_up_to_date()
    try:
        # Django's checks are of the code, not of the data: they load every page for it, and `make test` runs them.
        command.execute(*options.pop("args", ()), **{**options, "skip_checks": True})
    finally:
        connections.close_all()
    return 0


def _say_all(text: str) -> int:
    print(text)  # noqa: T201
    return 0


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return NOTHING_DONE

"""The console script: Django's commands and ours, one sentence for an error, no traceback for what a user did."""

import os
import sys
from collections.abc import Sequence

NOTHING_DONE = 1

# Commands that read or write the installation's database; the embedded one is brought up to date before they run.
NEEDS_DATABASE = frozenset(
    {"import", "export", "detect", "signals", "indicators", "serve", "demo", "runserver", "db_worker", "audit"}
)


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and end with its exit code."""
    arguments = list(sys.argv if argv is None else argv)
    arguments[1:2] = [name.replace("-", "_") if not name.startswith("-") else name for name in arguments[1:2]]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amarre.config.settings")
    sys.exit(_run(arguments))


def _run(arguments: list[str]) -> int:
    from amarre.config.environment import SettingsError
    from amarre.lib.errors import DomainError

    try:
        import django
        from django.core.management import CommandError, ManagementUtility
        from django.db import DatabaseError

        django.setup()
        if len(arguments) > 1 and arguments[1] in NEEDS_DATABASE and not {"-h", "--help"} & set(arguments):
            from amarre.config.upgrade import bring_up_to_date

            bring_up_to_date()
        ManagementUtility([os.path.basename(arguments[0]), *arguments[1:]]).execute()  # noqa: PTH119
    except SettingsError as error:
        return _say(str(error))
    except DomainError as error:
        return _say(error.message)
    except CommandError as error:
        _say(str(error))
        return error.returncode
    except DatabaseError as error:
        return _say(f"The database does not answer as it should: {str(error).strip().splitlines()[0]}")
    except BrokenPipeError:
        # The reader of our output left (`amarre signals | head`): nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return _say("Interrupted: nothing half done was kept.")
    return 0


def _say(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return NOTHING_DONE

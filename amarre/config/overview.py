"""What `amarre help` prints: our commands with what each does, then the names of Django's."""

import textwrap
from collections.abc import Iterator

from django.core.management import get_commands, load_command_class

WIDTH = 100


def overview(program: str) -> Iterator[str]:
    """The lines of the list of commands; names as they are typed, with hyphens."""
    owners = {name: str(owner) for name, owner in sorted(get_commands().items())}
    ours = [name for name, owner in owners.items() if owner.startswith("amarre.")]
    margin = max(map(len, ours)) + 4
    yield f"Usage: {program} COMMAND [options]; `{program} COMMAND --help` says which."
    yield ""
    for name in ours:
        yield textwrap.fill(
            load_command_class(owners[name], name).help,
            WIDTH,
            initial_indent=f"  {name.replace('_', '-'):{margin - 2}}",
            subsequent_indent=" " * margin,
        )
    yield ""
    yield "Django's commands are there too:"
    yield textwrap.fill(
        ", ".join(name for name in owners if name not in ours), WIDTH, initial_indent="  ", subsequent_indent="  "
    )

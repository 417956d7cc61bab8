"""What a long command shows: a progress bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[str], None]]:
    """Give a function that says what step has just been done; there are `total` of them.

    Everything goes to standard error, so that what a command prints can be piped. rich honours NO_COLOR.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda text: print(f"{title}: {text}", file=sys.stderr, flush=True)  # noqa: T201
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(title, total=total)

        def advance(text: str) -> None:
            bar.update(task, advance=1, description=f"{title}: {text}")

        yield advance

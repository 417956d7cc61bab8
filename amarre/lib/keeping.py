"""What is worked out once, and kept while the facts that it was worked out of do not move."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_KEPT: list[Callable[[], None]] = []


def kept(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the last `size` results by their arguments, which must name the version of the facts."""

    def keeping(function: Callable[P, R]) -> Callable[P, R]:
        keeper: Any = lru_cache(maxsize=size)(function)
        _KEPT.append(keeper.cache_clear)
        return keeper  # type: ignore[no-any-return]

    return keeping


def forget() -> None:
    """Keep nothing any more: numbers of rows and versions begin anew."""
    for clear in _KEPT:
        clear()

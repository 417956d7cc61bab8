"""Seeded draws of whole columns: the same seed gives the same columns."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Texts = NDArray[np.str_]

#: An empty cell in a column of numbers, dates (days since 1970) or row references; "" is that of a column of words.
EMPTY = int(np.iinfo(np.int32).min)


class Draws:
    """One generator behind every draw of a data set."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.Generator(np.random.PCG64(seed))

    def words(self, rows: int, shares: Mapping[str, float], *, every: bool = True) -> Texts:
        """Words in exactly those shares (largest remainders), in random order; `every`: each once if rows allow."""
        wanted = np.array(list(shares.values())) * rows
        counts = np.floor(wanted).astype(np.int64)
        for place in np.argsort(counts - wanted, kind="stable")[: rows - int(counts.sum())]:
            counts[place] += 1
        if every and rows >= 3 * len(counts):
            for place in np.flatnonzero(counts == 0):
                counts[np.argmax(counts)] -= 1
                counts[place] = 1
        return self.generator.permutation(np.repeat(np.array(list(shares)), counts))

    def weighted(self, rows: int, weights: Floats) -> Ints:
        """Row numbers drawn with replacement, by weight."""
        sums = np.cumsum(weights)
        drawn: Ints = np.searchsorted(sums, self.generator.random(rows) * sums[-1], side="right").astype(np.int64)
        return drawn

    def some(self, count: int, weights: Floats) -> Ints:
        """At most `count` different row numbers, by weight and in order; never one whose weight is 0."""
        with np.errstate(divide="ignore"):
            keys = np.log(weights) + self.generator.gumbel(size=len(weights))
        best = np.argsort(-keys, kind="stable")[:count]
        return np.sort(best[weights[best] > 0])

    def between(self, low: Ints | int, high: Ints | int, rows: int | None = None) -> Ints:
        """Whole numbers from low to high, both included; low where high lies below it."""
        size = rows if rows is not None else np.broadcast(low, high).shape
        drawn: Ints = self.generator.integers(low, np.maximum(low, high), size=size, endpoint=True)
        return drawn

    def chance(self, rows: int, share: float) -> Flags:
        """True on that share of the rows."""
        return self.generator.random(rows) < share

    def blanked(self, column: Texts, share: float) -> Texts:
        """The words, some of them left empty."""
        return np.where(self._left_out(len(column), share), "", column)

    def emptied(self, column: Ints, share: float) -> Ints:
        """The numbers, dates or references, some of them left empty."""
        return np.where(self._left_out(len(column), share), EMPTY, column)

    def _left_out(self, rows: int, share: float) -> Flags:
        """That share of the rows, one at least where there are ten."""
        out = self.chance(rows, share)
        if rows >= 10 and not out.any():
            out[self.generator.integers(rows)] = True
        return out


def with_every_word(column: Texts, words: Sequence[str], allowed: Flags) -> Texts:
    """The column, where a word that is missing takes a row from the most frequent of the allowed rows."""
    column = column.copy()
    for word in words:
        if word in column:
            continue
        values, counts = np.unique(column[allowed], return_counts=True)
        if len(counts) == 0 or counts.max() < 2:
            return column
        column[np.flatnonzero(allowed & (column == values[np.argmax(counts)]))[-1]] = word
    return column


def spans(text: str) -> tuple[int, int]:
    """`10-49` as its two bounds."""
    low, high = text.split("-")
    return int(low), int(high)

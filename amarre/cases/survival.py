"""Staying in employment after a closing, when some are no longer heard of: the Kaplan-Meier estimator of SciPy."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Observed(NamedTuple):
    """One person: how many months they are known for, and whether they had then left employment."""

    months: int
    left: bool


@dataclass(frozen=True)
class Staying:
    """At one horizon: the share still in employment with its 95 % interval, those observed that far, those who left.

    `share` is None where nobody was observed that far.
    """

    months: int
    share: float | None
    low: float | None
    high: float | None
    observed: int
    left: int


def staying(people: Sequence[Observed], horizons: Sequence[int]) -> list[Staying]:
    """The estimate at each horizon, in months. Source: Kaplan and Meier, 1958; interval of Greenwood.

    A person who is lost counts for as long as they are known, and neither as staying nor as leaving after that.
    """
    from scipy.stats import CensoredData, ecdf  # a second, which only those who read outcomes pay

    left = [one.months for one in people if one.left]
    lost = [one.months for one in people if not one.left]
    found = []
    if left:
        sf = ecdf(CensoredData(uncensored=left, right=lost)).sf
        with warnings.catch_warnings():
            # Said where the curve is flat at 0 or 1: there is then no interval, and none is shown.
            warnings.simplefilter("ignore", RuntimeWarning)
            interval = sf.confidence_interval()
    for months in horizons:
        observed = sum(one.months >= months for one in people)
        gone = sum(one.left and one.months <= months for one in people)
        if (not observed and gone < len(people)) or not people:
            found.append(Staying(months, None, None, None, observed, gone))
        elif not left:
            found.append(Staying(months, 1.0, None, None, observed, gone))
        else:
            share, low, high = (float(curve.evaluate(months)) for curve in (sf, interval.low, interval.high))
            # Nobody has left yet, or everybody has: an interval of no width would say a certainty that is not there.
            told = low < high
            found.append(Staying(months, share, low if told else None, high if told else None, observed, gone))
    return found

"""What the limits of a dispositif are judged on, and what they answer."""

from dataclasses import dataclass
from datetime import date

from amarre.cases.schemes.entries import Status


@dataclass(frozen=True)
class Period:
    """The first and the last day of one use."""

    first: date
    last: date


@dataclass(frozen=True)
class Before:
    """The stop that precedes a use, with the days that went by since it ended.

    `relapse_of` is the last day of another stop, too recent for the caisse to have begun anew with this one.
    """

    period: Period
    gap: int = 0
    relapse_of: date | None = None


@dataclass(frozen=True)
class Around:
    """What the law looks at around a use.

    `before` holds the periods of the worker's other uses of the dispositif in the same stop, `others` all of them;
    `leave` the stop that runs or has just ended, `preceding` the last one that began before; `occupational` whether it
    comes from work; `status` whose limits they are, nobody's where it is empty; `territory` the commune's public
    holidays. `risk_seen` tells whether an inaptitude or a visit of pré-reprise is known, `public_employer` whether the
    employer is public; None where nobody looked.
    """

    before: tuple[Period, ...] = ()
    others: tuple[Period, ...] = ()
    leave: Period | None = None
    preceding: Before | None = None
    occupational: bool = False
    status: Status = ""
    territory: str | None = None
    risk_seen: bool | None = None
    public_employer: bool | None = None


@dataclass(frozen=True)
class Bound:
    """A limit as it binds one use: in words, its article, and the last day of a period beginning that day.

    `detail` is the reckoning, `doubt` what makes it uncertain. `known` is false where it counts from a stop that
    the service does not know; `binds` is false where it gives no last day: a minimum, a limit that is left aside.
    """

    text: str
    reference: str
    last: date | None
    known: bool
    detail: str = ""
    doubt: str = ""
    binds: bool = True

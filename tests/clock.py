"""A day that a test sets and moves on."""

from datetime import UTC, date, datetime, time

import pytest


class Clock:
    """What `timezone.now()` and `timezone.localdate()` say, everywhere in this process."""

    def __init__(self, patch: pytest.MonkeyPatch, day: date) -> None:
        self.day = day
        patch.setattr("django.utils.timezone.now", lambda: datetime.combine(self.day, time(9, 30), tzinfo=UTC))

    def to(self, day: date) -> date:
        """That day has come."""
        assert day >= self.day, "time goes on"
        self.day = day
        return day

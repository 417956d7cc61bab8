"""The one thing that these tests hold: a service that receives sets."""

from pathlib import Path

import pytest

from amarre.accounts.models import Service

from .sets import Sending


@pytest.fixture
def send(service: Service, tmp_path: Path) -> Sending:
    """Sends sets to an empty service."""
    return Sending(tmp_path)

"""Refused rows as a file to correct and send again."""

import csv
import io

from amarre.exchange.checking.examine import MOTIVE
from amarre.exchange.reports import RefusedRows


def as_csv(refused: RefusedRows) -> str:
    """The exchange form; the reasons come first, for a row with too many cells has no place after them."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow([MOTIVE, *refused.header])
    writer.writerows([reason, *cells] for reason, cells in refused.rows)
    return text.getvalue()

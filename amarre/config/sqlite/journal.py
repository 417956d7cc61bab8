"""Which journal a connection to the embedded database may use."""

import logging

from pysqlite3 import dbapi2 as library

logger = logging.getLogger(__name__)

#: Releases whose write-ahead log is safe (sqlite.org, "WAL-reset bug"): 3.51.3 and its two back-ports.
FIXED, *BACKPORTS = (3, 51, 3), (3, 50, 7), (3, 44, 6)


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether that SQLite release may use the write-ahead log."""
    return version >= FIXED or any(version[:2] == fixed[:2] and version >= fixed for fixed in BACKPORTS)


def durable_pragmas(version: tuple[int, ...] = library.sqlite_version_info) -> str:
    """The opening commands of a connection: the write-ahead log where it is safe, every commit on disk, no mmap."""
    if not wal_is_safe(version):
        logger.warning("SQLite %s has the WAL-reset bug: the slower rollback journal is used", version)
    return (
        f"PRAGMA journal_mode = {'WAL' if wal_is_safe(version) else 'DELETE'}; PRAGMA synchronous = FULL; "
        "PRAGMA mmap_size = 0; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY"
    )

"""Django's SQLite backend on the library of the pysqlite3 wheel.

Debian 12 carries SQLite 3.40.1, whose write-ahead log can be corrupted by a reset race (fixed in 3.51.3); the
wheel is current.
"""

"""The backend itself: Django's, but for the library that opens the connection."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.backends.sqlite3 import base as django_sqlite
from django.db.backends.sqlite3._functions import register as register_functions  # type: ignore[import-untyped]
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from pysqlite3 import dbapi2 as library

library.register_adapter(datetime.date, datetime.date.isoformat)
library.register_adapter(datetime.datetime, lambda instant: instant.isoformat(" "))
library.register_adapter(Decimal, str)
library.register_converter("bool", b"1".__eq__)
library.register_converter("date", lambda text: parse_date(text.decode()))
library.register_converter("time", lambda text: parse_time(text.decode()))
library.register_converter("datetime", lambda text: parse_datetime(text.decode()))
library.register_converter("timestamp", lambda text: parse_datetime(text.decode()))

BASE_PRAGMAS = ("PRAGMA foreign_keys = ON", "PRAGMA legacy_alter_table = OFF")


class CursorWrapper(library.Cursor):  # type: ignore[misc]
    """Turns Django's %s placeholders into SQLite's ?."""

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self._converted(query, names), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        return super().executemany(self._converted(query, None), param_list)

    @staticmethod
    def _converted(query: str, names: list[str] | None) -> str:
        if names is None:
            return django_sqlite.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
        return query % {name: f":{name}" for name in names}


class DatabaseWrapper(django_sqlite.DatabaseWrapper):
    """SQLite for one machine: durable, strict about foreign keys, one writer at a time without surprise."""

    Database = library
    init_commands: list[str]

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = library.connect(**conn_params)
        register_functions(connection)
        for command in (*BASE_PRAGMAS, *self.init_commands):
            if command.strip():
                connection.execute(command)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=CursorWrapper)

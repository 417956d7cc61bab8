"""The exchange data set as files: canonical cells, all of the files or none."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from amarre.exchange.schema import Column, resources
from amarre.lib.errors import DomainError

#: Folders under way inside the target carry this mark; one that a killed run left behind is swept away.
UNDER_WAY = ".amarre-"
DESCRIPTION = "datapackage.json"

Tables = Mapping[str, pl.DataFrame]


def csv_bytes(name: str, table: pl.DataFrame) -> bytes:
    """One resource as the format writes it: UTF-8, `;`, LF, quotes only where needed, columns in the format's order.

    `table` has the columns of the format, references as identifiers. Dates are ISO, booleans `true` and `false`,
    numbers have no needless zero and no exponent; null and the empty text are an empty cell.
    """
    columns = resources()[name].columns
    cells = table.select(canonical(column) for column in columns.values())
    return cells.write_csv(separator=";", line_terminator="\n", float_scientific=False).encode()


def canonical(column: Column) -> pl.Expr:
    """The cells of a column as text, null where empty."""
    cell = pl.col(column.name)
    if column.type == "number" and not column.references:
        whole = (cell == cell.round()) & (cell.abs() < 2**53)
        text = pl.when(whole).then(cell.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(_decimal(cell))
        return text.alias(column.name)
    if column.type == "string" or column.references:
        return pl.when(cell != "").then(cell).alias(column.name)
    return cell


def _decimal(cell: pl.Expr) -> pl.Expr:
    """Shortest digits that read back as the same number, without an exponent."""
    plain = cell.cast(pl.String)
    return (
        pl.when(plain.str.contains("e", literal=True))
        .then(cell.cast(pl.Decimal(38, 18)).cast(pl.String))
        .otherwise(plain)
    )


def write_set(tables: Tables, folder: Path, *, described: bool = False) -> None:
    """Write every resource as a CSV file; the folder is whole when its files appear, untouched otherwise.

    A folder that holds anything but files of the set is refused (DomainError), so is one that cannot be written.
    `described` adds the data package's own file, for Frictionless.
    """
    refuse_foreign_files(folder)
    try:
        under_way = Path(tempfile.mkdtemp(prefix=UNDER_WAY, dir=_made(folder)))
        try:
            for name in resources():
                _write(under_way / f"{name}.csv", csv_bytes(name, tables[name]))
            if described:
                _write(under_way / DESCRIPTION, description())
            for path in sorted(under_way.iterdir()):
                path.replace(folder / path.name)
        finally:
            shutil.rmtree(under_way, ignore_errors=True)
    except OSError as error:
        raise cannot_write(folder, error) from error


def description() -> bytes:
    """The data package as it is published."""
    from amarre.exchange.schema import datapackage_text

    return datapackage_text().encode()


def cannot_write(target: Path, error: OSError) -> DomainError:
    """The sentence for a target that the system refuses."""
    return DomainError(f"{target} cannot be written: {error.strerror or error}.", code="unwritable")


def refuse_foreign_files(folder: Path) -> None:
    """Refuse a target that is a file, or a folder that holds anything else than files of the set."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise DomainError(f"{folder} is a file: name a folder.", code="not_a_folder")
    ours = {f"{name}.csv" for name in resources()} | {DESCRIPTION}
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(UNDER_WAY):
            shutil.rmtree(entry, ignore_errors=True)
        elif entry.name not in ours:
            raise DomainError(
                f"{folder} holds {entry.name}, which is not a file of the set: name an empty folder.",
                code="foreign_file",
            )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())

"""The exchange data set as files: canonical cells, all of the files or none."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import polars as pl

from amarre.exchange.schema import Column, datapackage_text, resources
from amarre.lib.errors import DomainError

#: Folders under way carry this mark; one that a killed run left in a set's folder is swept away by the next run.
UNDER_WAY = ".amarre-"
DESCRIPTION = "datapackage.json"
# The same set gives the same archive, whatever the day.
NO_TIME = (1980, 1, 1, 0, 0, 0)

Tables = Mapping[str, pl.DataFrame]


def in_silence(step: str) -> None:
    """Say nothing of the steps."""


def csv_bytes(name: str, table: pl.DataFrame) -> bytes:
    """One resource as the format writes it: UTF-8, `;`, LF, quotes only where needed, columns in the format's order.

    `table` has the columns of the format, references as identifiers. Dates are ISO, booleans `true` and `false`,
    numbers have no needless zero and no exponent; null and the empty text are an empty cell. Text is written as it is,
    whatever it begins with: the cells of the format are data.
    """
    cells = table.select(_canonical(column) for column in resources()[name].columns.values())
    return cells.write_csv(separator=";", line_terminator="\n").encode()


def write_set(
    tables: Tables, folder: Path, *, described: bool = False, progress: Callable[[str], None] = in_silence
) -> None:
    """Write every resource as a CSV file; they appear together once all are written.

    `tables` holds each resource by name: see `csv_bytes`. `described` adds the data package's own file, for
    Frictionless. Raises DomainError when the folder holds anything else than files of the set, or cannot be written.
    """
    refuse_foreign_files(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        under_way = Path(tempfile.mkdtemp(prefix=UNDER_WAY, dir=folder))
        try:
            for name in resources():
                _write(under_way / f"{name}.csv", csv_bytes(name, tables[name]))
                progress(f"{name}.csv")
            if described:
                _write(under_way / DESCRIPTION, datapackage_text().encode())
            for path in sorted(under_way.iterdir()):
                path.replace(folder / path.name)
        finally:
            shutil.rmtree(under_way, ignore_errors=True)
    except OSError as error:
        raise _cannot_write(folder, error) from error


def write_zip(tables: Tables, path: Path, *, progress: Callable[[str], None] = in_silence) -> None:
    """Write the set as one zip of its CSV files and of the data package: see `write_set`."""
    with whole_file(path) as under_way, zipfile.ZipFile(under_way, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in resources():
            archive.writestr(_entry(f"{name}.csv"), csv_bytes(name, tables[name]))
            progress(f"{name}.csv")
        archive.writestr(_entry(DESCRIPTION), datapackage_text())


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A place to write a file that takes its name only when it is complete. Raises DomainError when it cannot be."""
    if path.is_dir():
        raise DomainError(f"{path} is a folder: name a file.", code="not_a_file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=UNDER_WAY, dir=path.parent) as folder:
            under_way = Path(folder) / path.name
            yield under_way
            with under_way.open("rb") as file:
                os.fsync(file.fileno())
            under_way.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from error


def refuse_foreign_files(folder: Path) -> None:
    """Refuse (DomainError) a target that is a file, or a folder that holds anything else than files of the set."""
    ours = {f"{name}.csv" for name in resources()} | {DESCRIPTION}
    try:
        entries = sorted(folder.iterdir()) if folder.exists() else []
    except NotADirectoryError:
        raise DomainError(f"{folder} is a file: name a folder.", code="not_a_folder") from None
    except OSError as error:
        raise _cannot_write(folder, error) from error
    for entry in entries:
        if entry.name.startswith(UNDER_WAY):
            shutil.rmtree(entry, ignore_errors=True)
        elif entry.name not in ours or not entry.is_file():
            raise DomainError(
                f"{folder} holds {entry.name}, which is not a file of the set: name an empty folder.",
                code="foreign_file",
            )


def _canonical(column: Column) -> pl.Expr:
    """The cells of a column as the format writes them, null where empty."""
    cell = pl.col(column.name)
    if column.type == "string" or column.references:
        # An empty text would be written as "", and read back as missing.
        return pl.when(cell != "").then(cell).alias(column.name)
    if column.type == "number":
        whole = (cell == cell.round()) & (cell.abs() < 2**53)
        digits = pl.when(whole).then(cell.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(_fraction(cell))
        return digits.alias(column.name)
    return cell


def _fraction(cell: pl.Expr) -> pl.Expr:
    """The shortest digits that read back as the same number; an exponent is written out."""
    digits = cell.cast(pl.String)
    return digits.map_batches(_written_out, return_dtype=pl.String)


def _written_out(digits: pl.Series) -> pl.Series:
    exponents = digits.str.contains("e", literal=True).fill_null(False)
    if not exponents.any():
        return digits
    # Numbers so small that they have an exponent are rare: the few different ones are written one by one.
    few = digits.filter(exponents).unique()
    plain = [_without_exponent(text) for text in few.to_list()]
    return digits.replace(few, pl.Series(plain, dtype=pl.String))


def _without_exponent(text: str) -> str:
    return format(Decimal(text), "f")


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, NO_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _cannot_write(target: Path, error: OSError) -> DomainError:
    return DomainError(f"{target} cannot be written: {error.strerror or error}.", code="unwritable")

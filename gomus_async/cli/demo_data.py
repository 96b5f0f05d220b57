"""The file that the demonstration imports, and what should come of it.

Nothing here knows the importer: the cells of the file and the values that should be stored are
both made from the same draws, so that one can judge the other.
"""

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import attrs

from gomus_async.cli.demo_people import draw_customer, older

__all__ = ["COLUMNS", "FEWEST_ROWS", "Dataset", "FileRow", "generate", "write_csv"]

COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Kundennr.": "foreign_id",
        "Anrede-ID": "customer_salutation_id",
        "Titel-ID": "customer_title_id",
        "Nachname": "name",
        "Vorname": "surname",
        "E-Mail": "email",
        "Telefon": "tel",
        "Straße und Nr.": "addr_street",
        "PLZ": "addr_zip",
        "Ort": "addr_city",
        "Land-ID": "addr_country_id",
        "Ist Institution": "is_institution",
        "Institution": "institution",
        "Geburtsdatum": "date_of_birth",
        "Bemerkung": "notes",
    }
)
"""The header of the file, and the field that each column goes to."""

FEWEST_ROWS: Final = 50
_IGNORED_COLUMN: Final = "Kunde seit"
_EXISTING_SHARE: Final = 10
_REPEATED_SHARE: Final = 100
_NO_SUCH_SALUTATION: Final = 9
_NO_SUCH_COUNTRY: Final = 999

Values = Mapping[str, Any]


@attrs.frozen
class FileRow:
    """One row of the file.

    Attributes:
        cells: As they are written.
        values: What should be stored, by the API's field names; `None` for a bad row.
        key: The customer's key, where the row has one.
    """

    cells: tuple[str, ...]
    values: Values | None
    key: str | None


@attrs.frozen(kw_only=True)
class Dataset:
    """The file, and what is in the store before.

    Attributes:
        rows: The rows of the file, in order.
        existing: Older data of customers that are in the store already.
        cap: The most customers a request.
        fault_seed: Decides which requests meet a fault.
    """

    rows: tuple[FileRow, ...]
    existing: tuple[Values, ...]
    cap: int
    fault_seed: int

    @property
    def bad_positions(self) -> frozenset[int]:
        """The numbers, from 1, of the rows that nobody should accept."""
        return frozenset(n for n, row in enumerate(self.rows, 1) if row.values is None)

    @property
    def last_good(self) -> dict[str, Values]:
        """By key, the values of the last good row."""
        return {row.key: row.values for row in self.rows if row.key and row.values is not None}

    @property
    def repeated(self) -> int:
        """How many good rows are replaced by a later one with the same key."""
        return len(self.rows) - len(self.bad_positions) - len(self.last_good)


def generate(rows: int, seed: int) -> Dataset:
    """Draw a file.

    Args:
        rows: How many rows it should have, at least `FEWEST_ROWS`.
        seed: The same seed and number give the same file.
    """
    draw = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    repeated = max(1, rows // _REPEATED_SHARE)
    spare = len(_BAD_ROWS)
    count = rows - repeated - spare
    people = [draw_customer(draw, number) for number in range(count + spare)]
    good, others = people[:count], people[count:]
    stored = draw.sample(good, max(1, count // _EXISTING_SHARE))
    # The spoilt row of a customer who is in the store must leave that customer as it was.
    stored.append(others[_EXISTING])
    listed = [_row(draw, values) for values in good]
    for values in draw.sample(good, repeated):
        earlier = _row(draw, older(draw, values))
        place = next(i for i, row in enumerate(listed) if row.key == values["foreign_id"])
        listed.insert(draw.randint(0, place), earlier)
    others[_GOOD_ELSEWHERE] = draw.choice(good)
    for spoil, values in zip(_BAD_ROWS, others, strict=True):
        listed.insert(draw.randint(0, len(listed)), spoil(_row(draw, values)))
    return Dataset(
        rows=tuple(listed),
        existing=tuple({**older(draw, values), "fax": "+49 30 1234567"} for values in stored),
        cap=draw.randint(20, 120),
        fault_seed=draw.randrange(2**31),
    )


def write_csv(dataset: Dataset, path: Path) -> None:
    """Write the file as a German spreadsheet would: semicolons, CRLF, a byte order mark.

    Raises:
        OSError: It cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*COLUMNS, _IGNORED_COLUMN])
        writer.writerows(row.cells for row in dataset.rows)


def _row(draw: random.Random, values: Values) -> FileRow:
    cells = [_cell(values.get(field)) for field in COLUMNS.values()]
    since = str(draw.randint(1998, 2025))
    return FileRow((*cells, since), values, values["foreign_id"])


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case date():
            return value.strftime("%d.%m.%Y")
        case _:
            return str(value)


def _spoilt(row: FileRow, changes: Mapping[str, str]) -> FileRow:
    fields = (*COLUMNS.values(), "")
    cells = [changes.get(field, cell) for field, cell in zip(fields, row.cells, strict=True)]
    return FileRow(tuple(cells), None, cells[0] or None)


def _with(**changes: str) -> Callable[[FileRow], FileRow]:
    return lambda row: _spoilt(row, changes)


def _too_many_cells(row: FileRow) -> FileRow:
    return FileRow((*row.cells, "verrutscht"), None, row.key)


_BAD_ROWS: Final[Sequence[Callable[[FileRow], FileRow]]] = (
    _with(foreign_id=""),
    _with(email="kasse(at)museum.example"),
    _with(date_of_birth="31.02.1980"),
    _too_many_cells,
    _with(email="noch offen"),
    _with(customer_salutation_id=str(_NO_SUCH_SALUTATION)),
    _with(addr_country_id=str(_NO_SUCH_COUNTRY)),
    _with(name="", surname="", institution=""),
)
"""How rows are spoilt. Only the API can find out about the last three."""

_GOOD_ELSEWHERE: Final = 4
"""The bad row whose key has a good row too."""

_EXISTING: Final = 6
"""The bad row whose customer is in the store already."""

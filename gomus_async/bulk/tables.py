"""Neighbouring rows of a file that have a cell for every column, not yet taken apart."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, overload

import attrs

from gomus_async.bulk.records import Record

__all__ = ["Empty", "Layout", "Table"]

Empty = Literal["unset", "clear"]
"""What an empty cell means: the field is left as it is, or cleared."""


@attrs.frozen
class Layout:
    """What the cells of a row are.

    Attributes:
        width: How many cells a row has.
        key: Which of them is the `foreign_id`.
        fields: Which of the others are which fields.
        empty: What an empty cell means.
        constants: Fields that are the same in every row.
    """

    width: int
    key: int
    fields: tuple[tuple[int, str], ...]
    empty: Empty
    constants: Mapping[str, Any] = attrs.field(repr=False)

    def data(self, cells: Sequence[str]) -> dict[str, Any]:
        """A row's values by field name."""
        data: dict[str, Any] = {"foreign_id": cells[self.key]}
        for index, field in self.fields:
            cell = cells[index]
            if cell and not cell.isspace():
                data[field] = cell
            elif self.empty == "clear":
                data[field] = None
        if self.constants:
            data.update(self.constants)
        return data

    def narrowed(self) -> "Layout":
        """The layout of rows that have lost the cells which are no field's."""
        used = {index: place for place, index in enumerate(self.used)}
        return attrs.evolve(
            self,
            width=len(used),
            key=used[self.key],
            fields=tuple((used[index], field) for index, field in self.fields),
        )

    @property
    def used(self) -> list[int]:
        """Which cells are a field's."""
        return sorted([self.key, *(index for index, _ in self.fields)])

    def names(self, field: str) -> bool:
        """Whether a row may have a value for a field."""
        return field in self.constants or any(name == field for _, name in self.fields)


@attrs.frozen(eq=False)
class Table(Sequence[Record]):
    """Neighbouring rows, each on a line of its own: records that are made when they are asked for.

    Attributes:
        layout: What the cells are.
        position: The number of the first record, from 1.
        line: The line of the first.
        columns: The cells of each field's column.
    """

    layout: Layout
    position: int
    line: int
    columns: Sequence[list[str]] = attrs.field(repr=False)

    def __len__(self) -> int:
        """How many rows."""
        return len(self.columns[0])

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> "Table": ...
    def __getitem__(self, index: "int | slice") -> "Record | Table":
        """A record, or some neighbours."""
        if isinstance(index, slice):
            start, _, _ = index.indices(len(self))
            columns = [column[index] for column in self.columns]
            return Table(self.layout, self.position + start, self.line + start, columns)
        at = range(len(self))[index]
        cells = [column[at] for column in self.columns]
        return Record(self.position + at, self.line + at, self.layout.data(cells))

    def values(self, field: str) -> set[Any]:
        """What the rows have for a field, each value once."""
        if field in self.layout.constants:
            return {self.layout.constants[field]}
        indices = [index for index, name in self.layout.fields if name == field]
        return {cell for index in indices for cell in self.columns[index] if cell.strip()}

"""Which column of a file is which field of a customer."""

import difflib
import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs

from gomus_async.errors import SourceError
from gomus_async.models.customers import NewCustomer

__all__ = ["CUSTOMER_FIELDS", "assign_columns", "check_columns", "near_fields", "own_field"]

CUSTOMER_FIELDS: Final = frozenset(attrs.fields_dict(NewCustomer))
"""The names of the fields that a customer is sent with."""

_SHOWN_NAMES: Final = 20
_SHOWN_CHARACTERS: Final = 40


def check_columns(columns: Mapping[str, str], source: str) -> None:
    """Check that every column is mapped to a field of a customer, and no two to the same.

    Raises:
        SourceError: They are not; names the column.
    """
    for column, field in columns.items():
        if field not in CUSTOMER_FIELDS:
            raise SourceError(
                f"{source}: columns maps {shown(column)} to {shown(field)}, which is no field of "
                f"a customer; {near_fields(field)}"
            )
    _check_unique(columns.items(), source)


def assign_columns(names: Sequence[str], columns: Mapping[str, str], source: str) -> dict[int, str]:
    """Find the field of each column that is used, by the column's index.

    Args:
        names: The header.
        columns: Which columns were mapped to which fields.
        source: What messages call the file.

    Raises:
        SourceError: A mapped column is missing, a name stands twice, two columns go to one field,
            or none goes to `foreign_id`.
    """
    twice = [name for name, count in Counter(names).items() if name and count > 1]
    if twice:
        raise SourceError(
            f"{source}: the header has {listed(twice)} more than once; rename or remove one"
        )
    missing = [name for name in columns if name not in names]
    if missing:
        raise SourceError(
            f"{source}: the header has no column {listed(missing)}; it has {listed(names)}"
        )
    used = {i: columns.get(name) or own_field(name) for i, name in enumerate(names)}
    fields = {i: field for i, field in used.items() if field}
    _check_unique(((names[i], field) for i, field in fields.items()), source)
    if "foreign_id" not in fields.values():
        raise SourceError(
            f'{source}: no column is the foreign_id; pass columns={{"<column>": "foreign_id"}} '
            f"with the column that holds your key; the header has {listed(names)}"
        )
    return fields


def own_field(column: str) -> str | None:
    """The field that a column stands for by its own name, if it does."""
    name = column.lower()
    return name if name in CUSTOMER_FIELDS else None


@functools.lru_cache(maxsize=256)
def near_fields(name: str) -> str:
    """What the writer of an unknown field may have meant."""
    near = difflib.get_close_matches(name.strip().lower()[:_SHOWN_CHARACTERS], CUSTOMER_FIELDS)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"the fields are {', '.join(sorted(CUSTOMER_FIELDS))}"


def shown(name: object) -> str:
    """A name as messages show it: quoted, escaped and not too long."""
    text = name if isinstance(name, str) else str(type(name))
    return repr(text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}...")


def listed(names: Sequence[str]) -> str:
    """Names as messages show them, the first twenty."""
    text = ", ".join(shown(name) for name in names[:_SHOWN_NAMES])
    more = len(names) - _SHOWN_NAMES
    return f"{text} and {more} more" if more > 0 else text


def _check_unique(pairs: Iterable[tuple[str, str]], source: str) -> None:
    taken: dict[str, str] = {}
    for column, field in pairs:
        other = taken.setdefault(field, column)
        if other != column:
            raise SourceError(
                f"{source}: the columns {shown(other)} and {shown(column)} both go to {field}; "
                "map one of them to another field, or rename or remove it"
            )

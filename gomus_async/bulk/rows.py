"""From a record to a customer that can be sent, or to the reasons why not."""

import functools
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

import attrs

from gomus_async.bulk.columns import near_fields, shown
from gomus_async.bulk.names import Names
from gomus_async.bulk.records import Record
from gomus_async.bulk.values import READERS, Reader, Unfit
from gomus_async.models.common import UNSET
from gomus_async.models.customers import NewCustomer
from gomus_async.wire.codec import decode_json, encode

__all__ = ["Refused", "Row", "customer_of", "read_row", "readers_of"]

_Put = Callable[[NewCustomer, Any], None]


@attrs.frozen
class Row:
    """A customer that can be sent.

    Attributes:
        position: The record's number in its source, from 1.
        line: The line of the file where it starts, if it comes from a file.
        key: The customer's `foreign_id`.
        customer: The customer.
    """

    position: int
    line: int | None
    key: str = attrs.field(repr=False)
    customer: NewCustomer = attrs.field(repr=False)

    def encoded(self) -> bytes:
        """The customer as JSON, in the words in which it is sent; made anew at every call."""
        return encode(None, self.customer)


@attrs.frozen
class Refused:
    """A record that is not sent.

    Attributes:
        position: The record's number in its source, from 1.
        line: The line of the file where it starts, if it comes from a file.
        reasons: What is wrong with it, field by field; never what the fields hold.
    """

    position: int
    line: int | None
    reasons: tuple[str, ...]


_PUTS: Final = MappingProxyType(
    {name: cast("_Put", getattr(NewCustomer, name).__set__) for name in READERS}
)


def read_row(record: Record, names: Names | None = None) -> Row | Refused:
    """Turn a record into a customer.

    Text becomes ids, dates and booleans where a field takes them, and numbers become text. Only
    what is known to fail is refused; the rest is left to the API.

    Args:
        record: The record, as its source read it.
        names: What the instance calls its salutations, titles and countries. Without it, only
            ids are taken.

    Returns:
        The row, or every reason why there is none.

    Example:
        >>> read_row(Record(1, 2, {"foreign_id": "SF-1", "language_id": "2"})).customer.language_id
        2
        >>> read_row(Record(2, 3, {"foreign_id": " "}))
        Refused(position=2, line=3, reasons=('foreign_id is blank',))
    """
    if record.problem is not None:
        return Refused(record.position, record.line, (record.problem,))
    data = record.data
    # Every value has passed its field's reader, so that the model's own check would say nothing.
    customer = NewCustomer.__new__(NewCustomer)
    if isinstance(data, NewCustomer):
        reasons = _read(_set_fields(data), customer, names)
        key, sent = data.foreign_id, data
    else:
        reasons = _read(data.items(), customer, names)
        key, sent = data.get("foreign_id"), customer
    if key is None or key is UNSET:
        reasons.append("foreign_id is missing")
    if reasons:
        return Refused(record.position, record.line, tuple(reasons))
    return Row(record.position, record.line, cast("str", customer.foreign_id), sent)


def customer_of(body: bytes) -> NewCustomer:
    """The customer that was read from a row and encoded."""
    row = read_row(Record(1, None, decode_json(body)))
    assert isinstance(row, Row)  # noqa: S101 - what was read once can be read again
    return row.customer


def readers_of(names: Names | None) -> Mapping[str, Reader]:
    """What reads each field."""
    return READERS if names is None else {**READERS, **names.readers()}


def _read(
    given: Iterable[tuple[Any, Any]], customer: NewCustomer, names: Names | None
) -> list[str]:
    """Set the fields of a customer, and say which cannot be."""
    plan = _plan(names)
    reasons: list[str] = []
    for name, value in given:
        entry = plan.get(name)
        if entry is None:
            reasons.append(_unknown(name))
            continue
        if value is UNSET:
            continue
        read, put = entry
        try:
            put(customer, None if value is None else read(value))
        except Unfit as unfit:
            reasons.append(f"{name} {unfit}")
    return reasons


@functools.lru_cache(maxsize=4)
def _plan(names: Names | None) -> dict[str, tuple[Reader, _Put]]:
    return {name: (reader, _PUTS[name]) for name, reader in readers_of(names).items()}


def _set_fields(customer: NewCustomer) -> Iterable[tuple[str, Any]]:
    return ((name, getattr(customer, name)) for name in READERS)


def _unknown(name: object) -> str:
    if not isinstance(name, str):
        return f"a field's name is {type(name).__name__}, not text"
    return f"unknown field {shown(name)}; {near_fields(name)}"

"""What an import reads: records, and the sources they come from."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any, Protocol, runtime_checkable

import attrs

from gomus_async.models.customers import NewCustomer

__all__ = ["Record", "Source"]


@attrs.frozen
class Record:
    """One record of a source, not yet checked.

    Attributes:
        position: The record's number, from 1; the header of a CSV file does not count.
        line: The line of the file where the record starts, from 1; `None` without a file.
        data: The customer, or values by field name. Empty where there is a `problem`.
        problem: Why the record cannot be read, without anything of what it says.
    """

    position: int
    line: int | None
    data: Mapping[str, Any] | NewCustomer = attrs.field(repr=False)
    problem: str | None = None


@runtime_checkable
class Source(Protocol):
    """Where an import gets its records from.

    A source whose rows may be other ones, or in another order, when it is read again has an
    attribute `live` that is true; without one a source is the same every time. An import of a
    live source that was stopped reads it from the start, and sends what does not stand yet.
    """

    @property
    def name(self) -> str:
        """What messages call the source."""
        ...

    def check(self) -> None:
        """Find out everything that can be known before the first record is sent.

        Raises:
            SourceError: The source cannot be read; says why, and what to do.
        """
        ...

    def records(self) -> AsyncGenerator[Record, None]:
        """Read the records one after another, never far ahead of whoever takes them.

        Raises:
            SourceError: The source cannot be read on; the records before were handed out.
        """
        ...

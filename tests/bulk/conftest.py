from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import pytest

from gomus_async.bulk.sources import Record, Source
from gomus_async.errors import SourceError


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file as it is given, text as UTF-8."""

    def write(content: bytes | str, name: str = "crm.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


async def _read(source: Source) -> list[Record]:
    return [record async for record in source.records()]


@pytest.fixture(scope="session")
def read() -> Callable[[Source], Coroutine[Any, Any, list[Record]]]:
    """Reads all records of a source."""
    return _read


@pytest.fixture(scope="session")
def read_until_error() -> Callable[[Source], Coroutine[Any, Any, tuple[list[Record], SourceError]]]:
    """Reads the records of a source up to the error that ends it, and the error."""

    async def read_until_error(source: Source) -> tuple[list[Record], SourceError]:
        records: list[Record] = []
        try:
            async for record in source.records():
                records.append(record)  # noqa: PERF401 -- those before the error count
        except SourceError as error:
            return records, error
        raise AssertionError("read to the end")

    return read_until_error


def _values(record: Record) -> dict[str, object]:
    assert record.problem is None
    assert isinstance(record.data, Mapping)
    return dict(record.data)


@pytest.fixture(scope="session")
def values() -> Callable[[Record], dict[str, object]]:
    """The values of a record that can be read."""
    return _values


@pytest.fixture(scope="session")
def names() -> Callable[[list[Record]], list[object]]:
    """The `name` of each record."""
    return lambda records: [_values(record)["name"] for record in records]

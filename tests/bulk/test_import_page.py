"""The examples of `docs/import.md` about sources, run as they stand."""

import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from gomus_async import NewCustomer
from gomus_async.bulk.names import Names, load_names
from gomus_async.bulk.records import Record, Source
from gomus_async.bulk.rows import Row, read_row
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import client

PAGE = Path(__file__).parents[2] / "docs" / "import.md"

Read = Callable[[Source], Coroutine[Any, Any, list[Record]]]


def block(language: str, containing: str) -> str:
    blocks = re.findall(
        rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    (found,) = (text for text in blocks if containing in text)
    return str(found)


def lay(name: str, text: str) -> None:
    Path(name).write_text(text, encoding="utf-8")


def source_of(code: str) -> Any:
    defined: dict[str, Any] = {}
    exec(code, defined)
    return defined["source"]


async def test_the_mapping_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Read
) -> None:
    monkeypatch.chdir(tmp_path)
    lay("crm.csv", block("csv", "Kundennr"))
    lay("crm.toml", block("toml", "[columns]"))
    source = source_of(block("python", "load_mapping"))
    source.check()
    records = await read(source)
    names = Names.of(source)

    with Sandbox() as sandbox:
        async with client(sandbox.url) as gomus:
            for record in records:
                names = await load_names(gomus, names.missing(record), names)
            countries = {row.code: row.id async for row in gomus.lookups.countries()}

    read_rows = [read_row(record, names) for record in records]
    common: dict[str, Any] = {"language_id": 1, "notes": "from the CRM"}
    assert [row.customer for row in read_rows if isinstance(row, Row)] == [
        NewCustomer(
            foreign_id="4711",
            customer_salutation_id=2,
            name="Müller",
            surname="Anna",
            addr_country_id=countries["DE"],
            **common,
        ),
        NewCustomer(
            foreign_id="4712",
            customer_salutation_id=1,
            customer_title_id=1,
            name="Meier",
            surname="Jens",
            addr_country_id=countries["CH"],
            **common,
        ),
        NewCustomer(
            foreign_id="4713",
            customer_salutation_id=1,
            name="Weber",
            surname="Tim",
            addr_country_id=countries["AT"],
            **common,
        ),
    ]


async def test_rejected_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: Read) -> None:
    monkeypatch.chdir(tmp_path)
    lay("crm.rejects.jsonl", '{"row": {"foreign_id": "1"}}\n')

    records = await read(source_of(block("python", "rejects_source")))

    assert [record.data for record in records] == [{"foreign_id": "1"}]


def test_every_table_and_key_of_a_mapping_is_explained() -> None:
    text = PAGE.read_text("utf-8").partition("### A mapping file")[2].partition("###")[0]

    for name in ("columns", "constants", "salutations", "titles", "countries"):
        assert f"`[{name}]`" in text
    for name in ("delimiter", "encoding", "empty"):
        assert f"`{name}`" in text

"""What a file's columns and names mean, from a TOML file or from arguments."""

from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gomus_async import ConfigError, SourceError
from gomus_async.bulk import ImportMapping, csv_source, jsonl_source, load_mapping, rejects_source
from gomus_async.bulk.names import Aliases
from gomus_async.bulk.sources import Record, Source

Write = Callable[..., Path]
Read = Callable[[Source], Coroutine[Any, Any, list[Record]]]

WHOLE = """
delimiter = ";"
encoding = "cp1252"
empty = "clear"

[columns]
"Kunden.Nr" = "foreign_id"
Nachname = "name"
Anrede = "customer_salutation_id"

[constants]
language_id = 2
is_institution = false
date_of_birth = 1980-05-01
notes = "aus dem CRM"

[salutations]
m = "Herr"
w = 2

[titles]
"Dr. med." = "Dr."

[countries]
BRD = "DE"
"""


@pytest.fixture
def toml(write: Write) -> Callable[[str], Path]:
    return lambda content: write(content, "crm.toml")


class TestLoading:
    def test_reads_everything(self, toml: Callable[[str], Path]) -> None:
        assert load_mapping(toml(WHOLE)) == ImportMapping(
            columns={
                "Kunden.Nr": "foreign_id",
                "Nachname": "name",
                "Anrede": "customer_salutation_id",
            },
            constants={
                "language_id": 2,
                "is_institution": False,
                "date_of_birth": date(1980, 5, 1),
                "notes": "aus dem CRM",
            },
            salutations={"m": "Herr", "w": 2},
            titles={"Dr. med.": "Dr."},
            countries={"BRD": "DE"},
            delimiter=";",
            encoding="cp1252",
            empty="clear",
        )

    def test_an_empty_file_says_nothing(self, toml: Callable[[str], Path]) -> None:
        assert load_mapping(toml("")) == ImportMapping()
        assert load_mapping(toml("\ufeff# empty\n")) == ImportMapping()

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("[colums]", "has no 'colums'; did you mean columns?"),
            ("Delimiter = 1", "has no 'Delimiter'; did you mean delimiter?"),
            ("email = 'x'", r"has no 'email'; write it under \[constants\]"),
            ("xyz = 1", "has no 'xyz'; a mapping has columns, constants, .*empty$"),
            ("columns = 1", r"columns is a table; write \[columns\]"),
            ("[columns]\na.b = 'name'", r"\[columns\] 'a' is a table; put a name that has dots"),
            ("[columns]\na = 'nmae'", "'a' = 'nmae', which is no field.*did you mean name"),
            ("[columns]\na = 1", "which is no field of a customer; write its name"),
            ("[constants]\nfoo = 1", "constants: unknown field 'foo'"),
            ("[constants]\nforeign_id = 'x'", "foreign_id, which differs from row to row"),
            ("[constants]\nlanguage_id = 'x'", "constants: language_id is not a whole number"),
            ("[constants]\nnotes = [1]", "constants: notes is list, not text"),
            (
                "[columns]\na = 'notes'\n[constants]\nnotes = 'x'",
                "notes is both a column's field and a constant",
            ),
            ("[salutations]\nm = 1.5", "salutations has a float for 'm'; write a name or an id"),
            ("[titles]\nm = true", "titles has a bool for 'm'"),
            ("[countries]\na.b = 1", r"\[countries\] 'a' is a table"),
            ("empty = 'keep'", 'empty is \'keep\'; write "unset" or "clear"'),
            ("delimiter = 1", "delimiter takes text, not int"),
            ("a b = 1", "is not valid TOML: .*line 1"),
            ("[columns]\na = 'name'\na = 'name'", "is not valid TOML"),
            ("a = " + "[" * 100_000, "cannot be read"),
            ("#" * (1 << 20) + "#", "is larger than 1 MiB"),
        ],
    )
    def test_names_what_is_wrong(
        self, toml: Callable[[str], Path], content: str, message: str
    ) -> None:
        path = toml(content)

        with pytest.raises(ConfigError, match=message) as caught:
            load_mapping(path)

        assert str(caught.value).startswith(f"{path}: ")
        assert "\n" not in str(caught.value)
        assert caught.value.__context__ is None

    def test_a_file_that_cannot_be_read(self, write: Write, tmp_path: Path) -> None:
        for path in (tmp_path / "nowhere.toml", tmp_path, "a\0b"):
            with pytest.raises(ConfigError, match="cannot be read"):
                load_mapping(path)
        with pytest.raises(ConfigError, match="is not UTF-8"):
            load_mapping(write(b"a = '\xfc'"))


class TestSources:
    async def test_a_csv_file_is_read_by_its_mapping(
        self, write: Write, toml: Callable[[str], Path], read: Read
    ) -> None:
        path = write("Kunden.Nr;Nachname;Anrede;email\n1;Müller;m;\n".encode("cp1252"))
        source = csv_source(path, mapping=load_mapping(toml(WHOLE)))
        source.check()

        (record,) = await read(source)

        assert record.data == {
            "foreign_id": "1",
            "name": "Müller",
            "customer_salutation_id": "m",
            "email": None,
            "language_id": 2,
            "is_institution": False,
            "date_of_birth": date(1980, 5, 1),
            "notes": "aus dem CRM",
        }
        assert source.aliases == Aliases({"m": "Herr", "w": 2}, {"Dr. med.": "Dr."}, {"BRD": "DE"})

    async def test_arguments_count_before_the_mapping(self, write: Write, read: Read) -> None:
        mapping = ImportMapping(
            columns={"A": "name"}, delimiter=";", encoding="utf-16", empty="clear"
        )
        source = csv_source(
            write("foreign_id,A,email\n1,x,\n"),
            columns={"A": "surname"},
            delimiter=",",
            encoding="utf-8",
            empty="unset",
            mapping=mapping,
        )

        assert [r.data for r in await read(source)] == [{"foreign_id": "1", "surname": "x"}]

    def test_a_column_that_a_constant_sets_is_an_error(self, write: Write) -> None:
        mapping = ImportMapping(constants={"language_id": 1})
        path = write("foreign_id,Language_ID\n1,2\n")

        with pytest.raises(SourceError, match="column 'Language_ID' and a constant both go to"):
            csv_source(path, mapping=mapping).check()

    async def test_json_lines_are_read_by_their_mapping(self, write: Write, read: Read) -> None:
        mapping = ImportMapping(columns={"nr": "foreign_id"}, constants={"language_id": 1})
        path = write('{"nr": "1"}\n{"nr": "2", "language_id": 1}\n{"nr": "3", "language_id": 2}\n')

        one, two, three = await read(jsonl_source(path, mapping=mapping))

        assert one.data == {"foreign_id": "1", "language_id": 1}
        assert two.data == {"foreign_id": "2", "language_id": 1}
        assert three.problem == "line has another language_id than the one that all rows get"

    async def test_rejected_rows_keep_only_the_names_of_a_mapping(
        self, write: Write, read: Read
    ) -> None:
        mapping = ImportMapping(
            columns={"name": "surname"}, constants={"notes": "x"}, titles={"a": 1}
        )
        source = rejects_source(write('{"row": {"name": "Meier"}}\n'), mapping=mapping)

        assert [r.data for r in await read(source)] == [{"name": "Meier"}]
        assert source.aliases == mapping.aliases

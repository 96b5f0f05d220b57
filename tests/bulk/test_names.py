"""Names of salutations, titles and countries in place of ids."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gomus_async import ConfigError, Country, Gomus, NewCustomer, Salutation, Title
from gomus_async.bulk.names import Aliases, Names, load_names
from gomus_async.bulk.records import Record
from gomus_async.bulk.rows import Refused, Row, read_row
from gomus_async.sandbox import Sandbox
from tests.bulk.importing import client

PERSONAL = "Geheimrat"
ALL = ("salutations", "titles", "countries")

NAMES = Names(
    Aliases({"m": "Herr", "9": 3}, {}, {"Holland": "nl", "BRD": "Deutschland"}),
    salutations=[
        Salutation(id=1, name={"de": "Herr", "en": "Mr"}),
        Salutation(id=2, name={"de": "Frau", "en": "Ms"}),
        Salutation(id=3, name="divers"),
        Salutation(id=4),
    ],
    titles=[
        Title(id=1, name="Dr."),
        Title(id=2, name="Prof. Dr."),
        Title(id=3, name="Dipl.-Ing."),
        Title(id=4, name="Mag."),
        Title(id=5, name="mag"),
    ],
    countries=[
        Country(id=60, name={"de": "Deutschland", "en": "Germany"}, code="DE"),
        Country(id=160, name={"de": "Niederlande", "en": "Netherlands"}, code="NL"),
    ],
)


def read(names: Names | None = NAMES, **fields: Any) -> NewCustomer:
    row = read_row(Record(1, 2, {"foreign_id": "K-1", **fields}), names)
    assert isinstance(row, Row), row
    return row.customer


def reasons(names: Names | None = NAMES, **fields: Any) -> tuple[str, ...]:
    refused = read_row(Record(1, 2, {"foreign_id": "K-1", **fields}), names)
    assert isinstance(refused, Refused)
    return refused.reasons


class TestReading:
    @pytest.mark.parametrize(
        ("kind", "value", "number"),
        [
            ("salutation", "Frau", 2),
            ("salutation", " FRAU ", 2),
            ("salutation", "ms.", 2),
            ("salutation", "M", 1),
            ("salutation", "9", 3),
            ("salutation", "2", 2),
            ("salutation", 2, 2),
            ("title", "Dr", 1),
            ("title", "prof  dr.", 2),
            ("title", "Dipl.-Ing", 3),
        ],
    )
    def test_a_name_becomes_an_id(self, kind: str, value: Any, number: int) -> None:
        for _ in range(2):
            customer = read(**{f"customer_{kind}_id": value})
            found = getattr(customer, f"customer_{kind}_id")
            assert (found, type(found)) == (number, int)

    @pytest.mark.parametrize("value", ["DE", "de", "Deutschland", "GERMANY", "BRD", "60"])
    def test_a_country_is_named_or_coded(self, value: str) -> None:
        assert read(addr_country_id=value).addr_country_id == 60

    def test_an_alias_may_lead_to_a_code(self) -> None:
        assert read(addr_country_id="holland").addr_country_id == 160

    def test_none_still_clears(self) -> None:
        assert read(customer_title_id=None).customer_title_id is None

    def test_unknown_names_are_refused_with_what_there_is(self) -> None:
        assert reasons(customer_salutation_id=PERSONAL) == (
            (
                "customer_salutation_id is no id and none of the instance's salutations: "
                "'Herr', 'Frau', 'divers'"
            ),
        )
        assert reasons(addr_country_id=PERSONAL) == (
            (
                "addr_country_id is no id and none of the instance's countries: "
                "'Deutschland', 'Niederlande', or a two-letter code"
            ),
        )

    def test_a_name_that_means_several_is_refused(self) -> None:
        assert reasons(customer_title_id="MAG") == (
            "customer_title_id is the name of several titles; write one of the ids 4 and 5",
        )

    def test_a_list_without_rows_names_nothing(self) -> None:
        (reason,) = reasons(Names(titles=[]), customer_title_id="Dr")

        assert reason.endswith("titles: there are none")

    def test_without_the_lists_only_ids_and_their_aliases_are_read(self) -> None:
        aliases = Names(NAMES.aliases)

        assert read(aliases, customer_salutation_id="9").customer_salutation_id == 3
        assert reasons(aliases, customer_title_id="Dr.") == (
            "customer_title_id is not a whole number",
        )
        (reason,) = reasons(aliases, customer_salutation_id="m")
        assert reason.endswith("the names of the instance were not asked for")
        assert reasons(None, customer_salutation_id="Frau") == (
            "customer_salutation_id is not a whole number",
        )

    def test_many_values_are_not_all_remembered(self) -> None:
        names = Names(countries=NAMES.countries)
        for number in range(5000):
            assert read(names, addr_country_id=str(number)).addr_country_id == number

        assert read(names, addr_country_id="DE").addr_country_id == 60

    def test_an_alias_without_a_match_is_an_error(self) -> None:
        with pytest.raises(ConfigError, match=r"salutations has 'm' = 'Her', none of .*'Herr'"):
            Names(Aliases(salutations={"m": "Her"}), salutations=NAMES.salutations)
        with pytest.raises(ConfigError, match=r"titles has 'x' = 'mag', several .*write the id"):
            Names(Aliases(titles={"x": "mag"}), titles=NAMES.titles)


class TestMissing:
    @pytest.mark.parametrize(
        ("fields", "missing"),
        [
            ({}, set()),
            (
                {"customer_salutation_id": "Frau", "addr_country_id": "DE"},
                {"salutations", "countries"},
            ),
            ({"customer_salutation_id": "2", "customer_title_id": 3}, set()),
            ({"customer_salutation_id": "9"}, set()),
            ({"customer_salutation_id": "m"}, {"salutations"}),
            ({"customer_title_id": " . "}, set()),
            ({"customer_title_id": None}, set()),
        ],
    )
    def test_says_which_lists_a_record_needs(
        self, fields: dict[str, Any], missing: set[str]
    ) -> None:
        record = Record(1, None, fields)

        assert Names(NAMES.aliases).missing(record) == missing
        assert NAMES.missing(record) == set()

    def test_a_customer_has_ids_already(self) -> None:
        assert Names().missing(Record(1, None, NewCustomer(foreign_id="1"))) == set()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def gomus(sandbox: Sandbox) -> AsyncIterator[Gomus]:
    async with client(sandbox.url) as gomus:
        yield gomus


def asked(sandbox: Sandbox) -> set[str]:
    return {entry["path"].removeprefix("/api/v4/") for entry in sandbox.history}


class TestLoading:
    async def test_asks_only_for_what_is_needed(self, sandbox: Sandbox, gomus: Gomus) -> None:
        names = await load_names(gomus, [])
        assert asked(sandbox) == set()

        names = await load_names(gomus, ["titles"], names)
        assert asked(sandbox) == {"locales", "customers/titles"}
        assert (names.salutations, names.countries) == (None, None)

        names = await load_names(gomus, ["salutations"], names)
        assert read(names, customer_salutation_id="Ms", customer_title_id="Dr") == NewCustomer(
            foreign_id="K-1", customer_salutation_id=2, customer_title_id=1
        )

    async def test_reads_every_language_and_page(self, gomus: Gomus) -> None:
        names = await load_names(gomus, ALL)
        rows = [row async for row in gomus.lookups.countries()]
        assert len(rows) > 25

        for value in ("Deutschland", "Germany", "de"):
            (number,) = (row.id for row in rows if row.code == "DE")
            assert read(names, addr_country_id=value).addr_country_id == number
        for row in rows:
            assert row.code
            assert read(names, addr_country_id=row.code).addr_country_id == row.id

    async def test_an_instance_that_knows_one_language_at_a_time(self, sandbox: Sandbox) -> None:
        async with Gomus(sandbox.url) as public:
            names = await load_names(public, ALL)

        for value in ("Frau", "Ms"):
            assert read(names, customer_salutation_id=value).customer_salutation_id == 2

    async def test_keeps_the_aliases(self, gomus: Gomus) -> None:
        names = await load_names(gomus, ALL, Names(Aliases(countries={"BRD": "DE"})))

        assert read(names, addr_country_id="brd") == read(names, addr_country_id="DE")

    async def test_says_which_alias_is_wrong(self, gomus: Gomus) -> None:
        with pytest.raises(ConfigError, match=r"salutations has 'f' = 'Frua'.*'Herr', 'Frau'"):
            await load_names(gomus, ["salutations"], Names(Aliases({"f": "Frua"})))

import asyncio
import enum
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomus_async.bulk.records import Record
from gomus_async.bulk.rows import Refused, Row, read_row
from gomus_async.bulk.sources import csv_source
from gomus_async.models.common import UNSET
from gomus_async.models.customers import NewCustomer
from gomus_async.wire.request import path_segment

NAN = float("nan")
SECRET = "Geheimrat"


class Shade(enum.StrEnum):
    RED = "red"


def accepted(**fields: Any) -> NewCustomer:
    row = read_row(Record(3, 4, {"foreign_id": "SF-1"} | fields))
    assert isinstance(row, Row), row
    assert (row.position, row.line, row.key) == (3, 4, row.customer.foreign_id)
    return row.customer


def reasons(**fields: Any) -> tuple[str, ...]:
    refused = read_row(Record(3, 4, {"foreign_id": "SF-1"} | fields))
    assert isinstance(refused, Refused)
    assert (refused.position, refused.line) == (3, 4)
    return refused.reasons


class TestText:
    @pytest.mark.parametrize(
        "text", ["Müller", "", " a ", "=1+1", "a\tb\r\nc", "\u202eabc", "🎟️", "\u2028"]
    )
    def test_is_taken_as_it_is(self, text: str) -> None:
        assert accepted(name=text) == NewCustomer(foreign_id="SF-1", name=text)

    @pytest.mark.parametrize(
        ("number", "text"),
        [(49301234, "49301234"), (10115, "10115"), (4711.0, "4711"), (-1.5, "-1.5")],
    )
    def test_numbers_become_text(self, number: Any, text: str) -> None:
        assert accepted(tel=number, addr_zip=number).tel == text
        assert accepted(foreign_id=number).foreign_id == text

    def test_kinds_of_text_become_text(self) -> None:
        assert type(accepted(notes=Shade.RED).notes) is str

    @pytest.mark.parametrize(
        ("value", "kind"), [(True, "bool"), ([1], "list"), ({}, "dict"), (b"x", "bytes")]
    )
    def test_other_things_do_not(self, value: Any, kind: str) -> None:
        assert reasons(tel=value) == (f"tel is {kind}, not text",)
        assert reasons(foreign_id=value) == (f"foreign_id is {kind}, not text",)

    @pytest.mark.parametrize("number", [NAN, float("inf"), 10**400, 1e300])
    def test_nor_do_numbers_that_are_none(self, number: Any) -> None:
        assert reasons(tel=number) == (
            "tel is a number that is infinite, too large or none at all",
        )

    @pytest.mark.parametrize("character", ["\x07", "\x1b", "\x7f", "\x80", "\x9f", "\u202e"])
    def test_control_characters_are_kept_as_they_are(self, character: str) -> None:
        assert accepted(notes=f"a\n{character}b").notes == f"a\n{character}b"

    def test_nul_is_refused(self) -> None:
        assert reasons(notes="a\0b") == ("notes holds a NUL character",)

    def test_half_characters_are_refused(self) -> None:
        assert reasons(notes="a\ud800") == ("notes holds half a character",)

    def test_none_stays_none_and_unset_is_left_out(self) -> None:
        customer = accepted(name=None, language_id=None, is_institution=None, surname=UNSET)

        assert customer.set_fields() == {"foreign_id", "name", "language_id", "is_institution"}
        assert customer.name is None


class TestKey:
    @pytest.mark.parametrize("data", [{}, {"foreign_id": None}, {"foreign_id": UNSET}])
    def test_is_needed(self, data: dict[str, Any]) -> None:
        assert read_row(Record(1, None, data)) == Refused(1, None, ("foreign_id is missing",))

    @pytest.mark.parametrize(
        ("key", "reason"),
        [
            ("", "is blank"),
            (" \u00a0\t", "is blank"),
            (".", "is made of dots alone, which cannot stand in an address"),
            ("..", "is made of dots alone, which cannot stand in an address"),
            ("%2e", "is made of dots alone, which cannot stand in an address"),
            (".%2E", "is made of dots alone, which cannot stand in an address"),
            ("titles", "is a word that stands for something else in an address"),
            ("a\nb", "holds a control character"),
            ("a\x85b", "holds a control character"),
            ("a\0", "holds a control character"),
            ("\udfff", "holds half a character"),
            ("x" * 256, "is longer than 255 bytes"),
            ("ü" * 128, "is longer than 255 bytes"),
        ],
    )
    def test_must_travel_in_an_address(self, key: str, reason: str) -> None:
        assert reasons(foreign_id=key) == (f"foreign_id {reason}",)

    @pytest.mark.parametrize(
        "key",
        [
            "a/b",
            "../x",
            "?",
            "#",
            "%2ex",
            "%",
            "007",
            " 7 ",
            "🎟",
            "a b",
            "x" * 255,
            "e\u0301",
            "a.",
            ".a",
        ],
    )
    def test_is_kept_exactly(self, key: str) -> None:
        assert accepted(foreign_id=key).foreign_id == key

    @given(st.text() | st.text("%2eE. /salutions", max_size=12))
    @settings(max_examples=300)
    def test_every_key_that_is_taken_travels(self, key: str) -> None:
        row = read_row(Record(1, None, {"foreign_id": key}))

        if isinstance(row, Row):
            assert unquote(path_segment("ref", row.key)) == key


class TestEmail:
    @pytest.mark.parametrize("email", ["a@b", "ü.x+y@münchen.de", '"a"@b.de', None])
    def test_is_taken(self, email: str | None) -> None:
        assert accepted(email=email).email == email

    @pytest.mark.parametrize(
        "email", ["a", "@b", "a@", "a@b@c", "a b@c.de", "a@b.de ", "a@b\n", "a\u00a0@b", "@"]
    )
    def test_is_refused(self, email: str | None) -> None:
        assert reasons(email=email) == ("email is not of the form name@host",)

    def test_may_be_emptied(self) -> None:
        assert accepted(email="").email == ""

    def test_is_refused_with_nul(self) -> None:
        assert reasons(email="a\x00@b.de") == ("email holds a NUL character",)


IDS = [
    "customer_salutation_id",
    "customer_title_id",
    "language_id",
    "addr_country_id",
    "addr_institution_id",
]


class TestOtherFields:
    @pytest.mark.parametrize("field", IDS)
    @pytest.mark.parametrize("value", ["12", " 12 ", "012", 12, 12.0])
    def test_ids(self, field: str, value: Any) -> None:
        number = getattr(accepted(**{field: value}), field)

        assert (number, type(number)) == (12, int)

    @pytest.mark.parametrize("field", IDS)
    @pytest.mark.parametrize(
        "value", ["", "x", "1.5", "-1", "1_0", "\u0661", "9" * 19, 1.5, True, [], NAN, 2**63]
    )
    def test_what_is_no_id(self, field: str, value: Any) -> None:
        assert reasons(**{field: value}) == (f"{field} is not a whole number",)

    @pytest.mark.parametrize("value", ["true", "TRUE", "1", "yes", "Ja", " ja ", True, 1])
    def test_true(self, value: Any) -> None:
        assert accepted(is_institution=value).is_institution is True

    @pytest.mark.parametrize("value", ["false", "False", "0", "NO", "nein", False, 0])
    def test_false(self, value: Any) -> None:
        assert accepted(is_institution=value).is_institution is False

    @pytest.mark.parametrize("value", ["", "maybe", "2", 2, 1.0, [], "on"])
    def test_neither(self, value: Any) -> None:
        (reason,) = reasons(is_institution=value)

        assert reason.startswith("is_institution is neither true nor false; write true or false")

    @pytest.mark.parametrize(
        "value",
        [
            "1980-05-01",
            "01.05.1980",
            "1.5.1980",
            " 1980-05-01 ",
            date(1980, 5, 1),
            datetime(1980, 5, 1, tzinfo=UTC),
        ],
    )
    def test_dates(self, value: Any) -> None:
        born = accepted(date_of_birth=value).date_of_birth

        assert (born, type(born)) == (date(1980, 5, 1), date)

    @pytest.mark.parametrize(
        "value",
        [
            "",
            "1980-02-30",
            "31.4.1980",
            "05/01/1980",
            "19800501",
            "01.05.80",
            "1980-05-01T00:00",
            19800501,
            datetime(1980, 5, 1, 12, tzinfo=UTC),
        ],
    )
    def test_what_is_no_date(self, value: Any) -> None:
        assert reasons(date_of_birth=value) == (
            "date_of_birth is not a date; write it as YYYY-MM-DD or DD.MM.YYYY",
        )

    @pytest.mark.parametrize("value", ["billing", "3", 3])
    def test_a_category_is_a_name_or_an_id(self, value: Any) -> None:
        category = accepted(addr_category=value).addr_category

        assert (category, type(category)) == (value, type(value))

    def test_a_category_is_nothing_else(self) -> None:
        assert reasons(addr_category=True) == ("addr_category is bool, not text",)
        assert reasons(addr_category=2**64) == ("addr_category is not a whole number",)


class TestRecords:
    def test_unknown_fields_are_named(self) -> None:
        assert reasons(nmae="x") == ("unknown field 'nmae'; did you mean name?",)

    def test_unknown_fields_are_not_named_at_length(self) -> None:
        (reason,) = reasons(**{"\x1b" + "x" * 500: 1})

        assert reason.startswith(r"unknown field '\x1bxxx")
        assert len(reason) < 500

    def test_names_that_are_no_text(self) -> None:
        refused = read_row(Record(1, None, {"foreign_id": "1", 7: "x"}))  # type: ignore[dict-item]

        assert refused == Refused(1, None, ("a field's name is int, not text",))

    def test_every_reason_is_given(self) -> None:
        assert len(reasons(foreign_id="", email="x", language_id="x", what="x")) == 4

    def test_a_record_that_cannot_be_read_is_refused_as_such(self) -> None:
        record = Record(5, 9, {}, "row has 3 cells, the header has 5")

        assert read_row(record) == Refused(5, 9, ("row has 3 cells, the header has 5",))

    def test_a_customer_stays_itself(self) -> None:
        customer = NewCustomer(foreign_id="SF-1", email="a@b.de", language_id=None)

        row = read_row(Record(1, None, customer))

        assert isinstance(row, Row)
        assert row.customer is customer
        assert row.key == "SF-1"

    @pytest.mark.parametrize(
        ("customer", "reason"),
        [
            (NewCustomer(name="x"), "foreign_id is missing"),
            (NewCustomer(foreign_id=None), "foreign_id is missing"),
            (NewCustomer(foreign_id=".."), "foreign_id is made of dots alone"),
            (NewCustomer(foreign_id="1", email="x"), "email is not of the form"),
            (NewCustomer(foreign_id="1", notes="\0"), "notes holds a NUL character"),
            (NewCustomer(foreign_id="1", language_id=2**64), "language_id is not a whole number"),
        ],
    )
    def test_a_customer_is_checked_like_others(self, customer: NewCustomer, reason: str) -> None:
        refused = read_row(Record(1, None, customer))

        assert isinstance(refused, Refused)
        assert len(refused.reasons) == 1
        assert refused.reasons[0].startswith(reason)

    def test_a_csv_row_becomes_a_customer(self, tmp_path: Path) -> None:
        path = tmp_path / "crm.csv"
        path.write_bytes(
            "Nr;Nachname;Geburtstag;is_institution;language_id;email\r\n"
            "007;Müller;01.05.1980;nein;2;\r\n".encode("cp1252")
        )
        columns = {"Nr": "foreign_id", "Nachname": "name", "Geburtstag": "date_of_birth"}

        async def rows() -> list[Row | Refused]:
            source = csv_source(path, columns=columns, encoding="cp1252")
            return [read_row(record) async for record in source.records()]

        assert asyncio.run(rows()) == [
            Row(
                1,
                2,
                "007",
                NewCustomer(
                    foreign_id="007",
                    name="Müller",
                    date_of_birth=date(1980, 5, 1),
                    is_institution=False,
                    language_id=2,
                ),
            )
        ]

    def test_nothing_personal_is_shown(self) -> None:
        good = read_row(Record(1, 2, {"foreign_id": SECRET, "name": SECRET}))
        bad = read_row(
            Record(
                1,
                2,
                {
                    "foreign_id": f"{SECRET}\n",
                    "email": SECRET,
                    "name": [SECRET],
                    "language_id": SECRET,
                    "is_institution": SECRET,
                    "date_of_birth": SECRET,
                    "notes": f"{SECRET}\0",
                },
            )
        )

        assert isinstance(bad, Refused)
        assert len(bad.reasons) == 7
        assert SECRET not in repr(good) + repr(bad)

    @given(
        st.dictionaries(
            st.sampled_from(["foreign_id", "email", "notes", *IDS, "date_of_birth", "x"]),
            st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
        )
    )
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_every_mapping_is_a_row_or_is_refused_with_reasons(self, data: dict[str, Any]) -> None:
        row = read_row(Record(1, None, data))

        assert isinstance(row, Row) or row.reasons

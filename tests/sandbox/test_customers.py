from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

FIELDS = {
    "foreign_id": "MEMBER-2026-007",
    "name": "Schmidt",
    "surname": "Lukas",
    "email": "lukas@example.com",
    "tel": "+49 30 12345",
    "mobile": "+49 170 1",
    "fax": "+49 30 2",
    "customer_salutation_id": 1,
    "customer_title_id": 2,
    "is_institution": True,
    "institution": "Schule",
    "notes": "née Ω",
    "language_id": 1,
    "date_of_birth": "1980-02-29",
    "vat_number": "DE123",
}
ADDRESS = {
    "addr_street": "Beispielallee 12",
    "addr_zip": "10115",
    "addr_city": "Berlin",
    "addr_country_id": 1,
    "addr_institution_id": 7,
    "addr_category": "Schulen",
}


async def test_a_customer_comes_back_with_every_field_that_was_sent(start: Any) -> None:
    api = await start(clock=lambda: datetime(2026, 7, 1, 10, tzinfo=UTC))
    answer = await api("POST", "/customers", {"customer": {**FIELDS, **ADDRESS}})
    expected = {
        "id": 1001,
        **FIELDS,
        "addresses": [
            {
                "id": 1,
                "street": "Beispielallee 12",
                "zip": "10115",
                "city": "Berlin",
                "country_id": 1,
                "institution_id": 7,
                "category": "Schulen",
            }
        ],
        "created_at": "2026-07-01T12:00:00+02:00",
        "updated_at": "2026-07-01T12:00:00+02:00",
    }
    assert answer.status == 201
    assert answer.json == {"customer": expected}
    assert (await api("GET", "/customers/1001")).json == {"customer": expected}
    assert api.stored() == [{**expected, **ADDRESS}]


async def test_times_follow_the_winter_offset_too(start: Any) -> None:
    api = await start(clock=lambda: datetime(2026, 1, 1, 10, tzinfo=UTC))
    assert (await api.create())["created_at"] == "2026-01-01T11:00:00+01:00"


async def test_the_printed_examples_work(api: Any) -> None:
    anna = {
        "foreign_id": "SF-12345",
        "name": "Müller",
        "surname": "Anna",
        "email": "anna@example.com",
    }
    assert (await api("POST", "/customers", {"customer": anna})).status == 201
    assert (await api("GET", "/customers/SF-12345")).json["customer"]["surname"] == "Anna"
    update = {"customer": {"tel": "+49 30 99887766"}}
    changed = (await api("PUT", "/customers/SF-12345", update)).json["customer"]
    assert (changed["tel"], changed["name"]) == ("+49 30 99887766", "Müller")

    batch = [
        {"foreign_id": "M-001", "name": "Schmidt", "surname": "Lukas", "email": "l@example.com"},
        {"foreign_id": "M-002", "name": "Meier", "surname": "Tina", "email": "t@example.com"},
    ]
    created = await api("POST", "/customers", {"customer": batch})
    assert created.status == 201
    assert [row["foreign_id"] for row in created.json["customers"]] == ["M-001", "M-002"]
    updates = [
        {"foreign_id": "M-001", "tel": "+49 30 11..."},
        {"foreign_id": "M-002", "email": "tina-new@..."},
    ]
    updated = await api("PUT", "/customers", {"customer": updates})
    assert updated.status == 200
    assert updated.json["customers"][1]["email"] == "tina-new@..."


async def test_an_update_touches_only_what_it_names(api: Any) -> None:
    await api.create(foreign_id="A", tel="1", mobile="2", fax="3", addr_city="Kiel", addr_zip="4")
    answer = await api(
        "PUT", "/customers/A", {"customer": {"tel": None, "mobile": "", "addr_city": "Bonn"}}
    )
    customer = answer.json["customer"]
    assert answer.status == 200
    assert (customer["tel"], customer["mobile"], customer["fax"]) == (None, "", "3")
    assert [(a["id"], a["city"], a["zip"]) for a in customer["addresses"]] == [(1, "Bonn", "4")]


async def test_an_update_creates_the_address_that_is_not_there(api: Any) -> None:
    await api.create(foreign_id="A")
    answer = await api("PUT", "/customers/A", {"customer": {"addr_city": "Bonn"}})
    assert [a["city"] for a in answer.json["customer"]["addresses"]] == ["Bonn"]


async def test_an_update_moves_updated_at_and_not_created_at(start: Any) -> None:
    api = await start(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    await api.create(foreign_id="A")
    api.sandbox.advance(3600)
    customer = (await api("PUT", "/customers/A", {"customer": {"tel": "1"}})).json["customer"]
    assert customer["created_at"] == "2026-01-01T01:00:00+01:00"
    assert customer["updated_at"] == "2026-01-01T02:00:00+01:00"


@pytest.mark.parametrize(
    "foreign_id", ["A/B", "Jörg Ölçer", "..", "%2F", "a?b#c", "a+b", "日本", "a\nb", "007x"]
)
async def test_any_foreign_id_travels_in_one_segment(api: Any, foreign_id: Any) -> None:
    customer = await api.create(foreign_id=foreign_id)
    answer = await api("GET", f"/customers/{quote(foreign_id, safe='').replace('.', '%2E')}")
    assert answer.json == {"customer": customer}


async def test_a_slash_that_is_not_encoded_is_another_route(api: Any) -> None:
    await api.create(foreign_id="A/B")
    assert (await api("GET", "/customers/A/B")).status == 404


async def test_the_numeric_id_wins_over_the_foreign_id(api: Any) -> None:
    first = await api.create()
    shadowed = await api.create(foreign_id=str(first["id"]), surname="shadowed")
    assert (await api("GET", f"/customers/{first['id']}")).json["customer"] == first
    await api("DELETE", f"/customers/{first['id']}")
    assert (await api("GET", f"/customers/{first['id']}")).json["customer"] == shadowed


async def test_a_number_that_is_no_id_is_a_foreign_id(api: Any) -> None:
    customer = await api.create(foreign_id="9" * 40)
    assert (await api("GET", f"/customers/{'9' * 40}")).json["customer"] == customer


async def test_a_second_customer_may_take_the_same_foreign_id(api: Any) -> None:
    first = await api.create(foreign_id="A")
    second = await api.create(foreign_id="A")
    assert second["id"] != first["id"]
    assert (await api("GET", "/customers/A")).json["customer"] == first
    await api("DELETE", f"/customers/{first['id']}")
    assert (await api("GET", "/customers/A")).json["customer"] == second


async def test_unique_foreign_ids_are_held(start: Any) -> None:
    api = await start(unique_foreign_id=True)
    await api.create(foreign_id="A")
    other = await api.create(foreign_id="B")
    await api.create(foreign_id="")
    await api.create(foreign_id="")
    refusal = {
        "error": "customer could not be saved",
        "errors": ["Foreign has already been taken"],
    }
    again = await api("POST", "/customers", {"customer": {"foreign_id": "A", "name": "x"}})
    assert (again.status, again.json) == (422, refusal)
    moved = await api("PUT", f"/customers/{other['id']}", {"customer": {"foreign_id": "A"}})
    assert (moved.status, moved.json) == (422, refusal)
    own = await api("PUT", "/customers/A", {"customer": {"foreign_id": "A"}})
    assert own.status == 200


async def test_a_foreign_id_can_be_changed(api: Any) -> None:
    await api.create(foreign_id="A")
    await api("PUT", "/customers/A", {"customer": {"foreign_id": "B"}})
    assert (await api("GET", "/customers/A")).status == 404
    assert (await api("GET", "/customers/B")).status == 200


async def test_delete_answers_204_and_then_404(api: Any) -> None:
    customer = await api.create(foreign_id="A")
    gone = await api("DELETE", f"/customers/{customer['id']}")
    assert (gone.status, gone.text) == (204, "")
    for method in ("DELETE", "GET"):
        for reference in (customer["id"], "A"):
            answer = await api(method, f"/customers/{reference}")
            assert (answer.status, answer.json) == (404, {"error": "customer not found"})
    await api.create(foreign_id="B")
    assert (await api("DELETE", "/customers/B")).status == 204
    assert api.stored() == []


async def test_delete_leaves_the_newsletter_subscriptions(start: Any) -> None:
    api = await start(data="demo")
    assert (await api("DELETE", "/customers/402")).status == 204
    assert api.sandbox.store.accounts.newsletters == {402: (8, 1)}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"email": "anna"}, "Email is invalid"),
        ({"email": "anna@"}, "Email is invalid"),
        ({"email": "@example.com"}, "Email is invalid"),
        ({"email": "an na@example.com"}, "Email is invalid"),
        ({"email": "a@b@example.com"}, "Email is invalid"),
        ({"email": 5}, "Email is invalid"),
        ({"name": None}, "Name can't be blank"),
        ({"name": " ", "surname": "", "institution": None}, "Name can't be blank"),
        ({"name": 1}, "Name is invalid"),
        ({"foreign_id": 12}, "Foreign is invalid"),
        ({"language_id": "1"}, "Language is invalid"),
        ({"customer_salutation_id": "1"}, "Customer salutation is invalid"),
        ({"customer_salutation_id": True}, "Customer salutation is invalid"),
        ({"customer_salutation_id": 99}, "Customer salutation must exist"),
        ({"customer_title_id": 99}, "Customer title must exist"),
        ({"addr_country_id": 250}, "Addr country must exist"),
        ({"addr_country_id": [1]}, "Addr country is invalid"),
        ({"addr_institution_id": 2**40}, "Addr institution is invalid"),
        ({"addr_category": {}}, "Addr category is invalid"),
        ({"is_institution": "yes"}, "Is institution is invalid"),
        ({"date_of_birth": "31.02.1980"}, "Date of birth is invalid"),
        ({"date_of_birth": "1981-02-29"}, "Date of birth is invalid"),
        ({"date_of_birth": 1980}, "Date of birth is invalid"),
    ],
)
async def test_a_wrong_field_is_refused_in_both_verbs(api: Any, fields: Any, error: Any) -> None:
    refusal = {"error": "customer could not be saved", "errors": [error]}
    created = await api("POST", "/customers", {"customer": {"name": "x", **fields}})
    assert (created.status, created.json) == (422, refusal)
    before = await api.create(foreign_id="A", name="x")
    updated = await api("PUT", "/customers/A", {"customer": fields})
    assert (updated.status, updated.json) == (422, refusal)
    assert (await api("GET", "/customers/A")).json["customer"] == before


async def test_every_wrong_field_is_told(api: Any) -> None:
    fields = {"name": "x", "email": "a", "customer_title_id": 99}
    answer = await api("POST", "/customers", {"customer": fields})
    assert answer.json["errors"] == ["Email is invalid", "Customer title must exist"]


@pytest.mark.parametrize("fields", [{"name": "x"}, {"surname": "x"}, {"institution": "x"}])
async def test_one_name_is_enough(api: Any, fields: Any) -> None:
    assert (await api("POST", "/customers", {"customer": {"email": "", **fields}})).status == 201


async def test_unknown_fields_and_the_id_are_passed_over(api: Any) -> None:
    customer = await api.create(id=5, shoe_size=44, addresses=[{"city": "Bonn"}])
    assert (customer["id"], customer["addresses"], "shoe_size" in customer) == (1001, [], False)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"client": {}}',
        b'{"customer": null}',
        b'{"customer": "x"}',
        b'{"customer": "\\ud800"}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
async def test_a_body_without_a_customer_is_refused(api: Any, body: Any) -> None:
    answer = await api("POST", "/customers", data=body)
    assert answer.status == 422
    assert isinstance(answer.json["error"], str)
    assert api.stored() == []


async def test_a_list_for_one_customer_is_refused(api: Any) -> None:
    await api.create(foreign_id="A")
    assert (await api("PUT", "/customers/A", {"customer": [{"tel": "1"}]})).status == 422


async def test_a_body_over_the_limit_is_413(start: Any) -> None:
    api = await start(max_body_bytes=1000)
    entry = {"customer": {"name": "x" * 1000}}
    assert (await api("POST", "/customers", entry)).status == 413

    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"customer": {"name": "'
        yield b"x" * 1000 + b'"}}'

    assert (await api("POST", "/customers", data=pieces())).status == 413
    assert api.stored() == []


@pytest.mark.parametrize(
    ("locale", "salutations", "title"),
    [
        ("de", ["Herr", "Frau", "divers"], "Dipl.-Ing."),
        ("en", ["Mr", "Ms", "diverse"], "Graduate engineer"),
        ("xx", ["Herr", "Frau", "divers"], "Dipl.-Ing."),
    ],
)
async def test_salutations_and_titles_are_public_and_speak_the_locale(
    api: Any, locale: Any, salutations: Any, title: Any
) -> None:
    answer = await api("GET", f"/customers/salutations?locale={locale}", token=None)
    assert answer.json == {
        "salutations": [{"id": n, "name": name} for n, name in enumerate(salutations, start=1)]
    }
    titles = (await api("GET", f"/customers/titles?locale={locale}", token=None)).json["titles"]
    assert titles[-1] == {"id": 4, "name": title}


async def test_several_locales_give_maps_to_callers_with_a_token(api: Any) -> None:
    path = "/customers/salutations?locale[]=de&locale[]=en"
    known = (await api("GET", path)).json["salutations"][0]
    assert known == {"id": 1, "name": {"de": "Herr", "en": "Mr"}}
    public = (await api("GET", path, token=None)).json["salutations"][0]
    assert public == {"id": 1, "name": "Herr"}


async def test_literal_routes_win_over_foreign_ids(api: Any) -> None:
    await api.create(foreign_id="titles")
    assert "titles" in (await api("GET", "/customers/titles")).json


WRITES = [("POST", "/customers"), ("PUT", "/customers"), ("DELETE", "/customers/A")]
ROUTES = [*WRITES, ("GET", "/customers/A"), ("PUT", "/customers/A")]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_customers_are_for_the_api_user_alone(api: Any, method: Any, path: Any) -> None:
    await api.create(foreign_id="A")
    before = api.stored()
    for token in ("reseller-token", "meowmeowmeow", "cashpoint-token", "entry-token"):
        answer = await api(method, path, {"customer": {"name": "x"}}, token=token)
        assert (answer.status, list(answer.json)) == (403, ["error"])
    error = {"error": "authentication error; no customer or no user present"}
    for unknown in (None, "wrong", "USER-TOKEN"):
        answer = await api(method, path, {"customer": {"name": "x"}}, token=unknown)
        assert (answer.status, answer.json) == (401, error)
    assert api.stored() == before

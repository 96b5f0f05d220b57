from typing import Any

import pytest

MANY = "customer(s) could not be saved"


def rows(*numbers: Any, **fields: Any) -> Any:
    return [{"foreign_id": f"K-{number}", "name": "x", **fields} for number in numbers]


def keys(api: Any) -> Any:
    return [record["foreign_id"] for record in api.stored()]


async def test_a_batch_is_answered_in_order(api: Any) -> None:
    answer = await api("POST", "/customers", {"customer": rows(3, 1, 2)})
    assert answer.status == 201
    assert [row["foreign_id"] for row in answer.json["customers"]] == ["K-3", "K-1", "K-2"]
    assert keys(api) == ["K-3", "K-1", "K-2"]


async def test_a_refused_batch_leaves_nothing_behind(api: Any) -> None:
    batch = [*rows(1), *rows(2, email="no"), *rows(3, language_id="x")]
    answer = await api("POST", "/customers", {"customer": batch})
    assert answer.status == 422
    assert answer.json == {"error": MANY, "errors": ["Email is invalid", "Language is invalid"]}
    assert keys(api) == []


async def test_a_refused_batch_may_leave_its_good_rows(start: Any) -> None:
    api = await start(atomic_batches=False)
    batch = [*rows(1), *rows(2, email="no"), "no object", *rows(3)]
    answer = await api("POST", "/customers", {"customer": batch})
    assert answer.status == 422
    assert answer.json == {"error": MANY, "errors": ["Email is invalid", "Customer is invalid"]}
    assert keys(api) == ["K-1", "K-3"]
    assert api.sandbox.history[0]["applied"] is True


async def test_refusals_name_the_rows_where_the_instance_does(start: Any) -> None:
    api = await start(name_bad_rows=True)
    batch = [*rows(1, email="no"), {"name": "x", "email": "no"}]
    answer = await api("POST", "/customers", {"customer": batch})
    assert answer.json["errors"] == ["K-1: Email is invalid", "Email is invalid"]


@pytest.mark.parametrize("atomic", [True, False])
async def test_the_cap_refuses_all_and_stays_secret(start: Any, atomic: Any) -> None:
    api = await start(batch_cap=37, atomic_batches=atomic)
    await api("POST", "/customers", {"customer": rows(*range(37))})
    for method in ("POST", "PUT"):
        batch = rows(*range(38), tel="1")
        answer = await api(method, "/customers", {"customer": batch})
        assert answer.status == 422
        assert answer.json == {"error": MANY, "errors": ["Too many entries"]}
        shown = {name: text for name, text in answer.headers.items() if name != "X-Request-Id"}
        assert "37" not in {*shown, *shown.values()}
    assert len(api.stored()) == 37
    assert {record["tel"] for record in api.stored()} == {None}


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_an_empty_batch_is_refused(api: Any, method: Any) -> None:
    answer = await api(method, "/customers", {"customer": []})
    assert (answer.status, answer.json["error"]) == (422, MANY)


async def test_one_key_twice_in_a_batch_makes_two_customers(api: Any) -> None:
    answer = await api("POST", "/customers", {"customer": rows(1, 1)})
    assert answer.status == 201
    assert keys(api) == ["K-1", "K-1"]


@pytest.mark.parametrize(("atomic", "left"), [(True, []), (False, ["K-1"])])
async def test_one_key_twice_in_a_batch_clashes_where_keys_are_unique(
    start: Any, atomic: Any, left: Any
) -> None:
    api = await start(unique_foreign_id=True, atomic_batches=atomic)
    batch = [*rows(1, email="no"), *rows(1), *rows(1)]
    answer = await api("POST", "/customers", {"customer": batch})
    assert answer.json["errors"] == ["Email is invalid", "Foreign has already been taken"]
    assert keys(api) == left


async def test_a_batch_update_goes_by_foreign_id(api: Any) -> None:
    await api("POST", "/customers", {"customer": rows(1, 2, tel="0")})
    batch = [{"foreign_id": "K-2", "tel": "2"}, {"foreign_id": "K-1", "addr_city": "Bonn"}]
    answer = await api("PUT", "/customers", {"customer": batch})
    assert answer.status == 200
    assert [row["foreign_id"] for row in answer.json["customers"]] == ["K-2", "K-1"]
    assert [(r["tel"], r["addr_city"]) for r in api.stored()] == [("0", "Bonn"), ("2", None)]


async def test_a_batch_update_never_goes_by_numeric_id(api: Any) -> None:
    first = await api.create(tel="0")
    own = await api.create(foreign_id=str(first["id"]))
    batch = [{"foreign_id": str(first["id"]), "tel": "1"}]
    answer = await api("PUT", "/customers", {"customer": batch})
    assert [row["id"] for row in answer.json["customers"]] == [own["id"]]
    assert [record["tel"] for record in api.stored()] == ["0", "1"]


@pytest.mark.parametrize(("atomic", "tels"), [(True, [None, None]), (False, ["1", "2"])])
async def test_a_batch_update_with_an_unknown_key_is_refused(
    start: Any, atomic: Any, tels: Any
) -> None:
    api = await start(atomic_batches=atomic)
    await api("POST", "/customers", {"customer": rows(1, 2)})
    batch = [
        {"foreign_id": "K-1", "tel": "1"},
        {"foreign_id": "K-9", "tel": "9"},
        {"tel": "9"},
        {"foreign_id": "K-2", "tel": "2"},
    ]
    answer = await api("PUT", "/customers", {"customer": batch})
    assert answer.status == 422
    assert answer.json == {
        "error": MANY,
        "errors": ["Customer must exist", "Foreign can't be blank"],
    }
    assert [record["tel"] for record in api.stored()] == tels


async def test_one_key_twice_in_a_batch_update_adds_up(api: Any) -> None:
    await api.create(foreign_id="K-1")
    batch = [
        {"foreign_id": "K-1", "tel": "1", "fax": "1", "addr_city": "Bonn"},
        {"foreign_id": "K-1", "tel": "2", "addr_zip": "53111"},
    ]
    assert (await api("PUT", "/customers", {"customer": batch})).status == 200
    (record,) = api.stored()
    assert (record["tel"], record["fax"]) == ("2", "1")
    assert (record["addr_city"], record["addr_zip"]) == ("Bonn", "53111")
    assert [address["id"] for address in record["addresses"]] == [1]


async def test_a_batch_update_needs_a_list(api: Any) -> None:
    answer = await api("PUT", "/customers", {"customer": {"foreign_id": "A"}})
    assert (answer.status, answer.json["error"]) == (422, MANY)

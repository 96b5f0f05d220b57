"""`gomus customers get|update|salutations` and `gomus whoami` against a sandbox."""

import pytest


def test_get_by_key(online):
    result = online("customers", "get", "SF-1001")
    assert (result.code, result.err) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in result.out.splitlines())
    assert lines["foreign_id"] == "SF-1001"
    assert lines["name"] == "Müller"
    assert lines["address"] == "Torstraße 14, 10119 Berlin"
    assert "fax" not in lines


def test_get_by_id(online, lookup):
    number = lookup("SF-1002")[0]["id"]
    result = online("customers", "get", "--id", number, "--json")
    assert [record["foreign_id"] for record in result.records] == ["SF-1002"]


def test_a_number_is_a_key_unless_told_otherwise(online, post):
    post(foreign_id="501", name="Key")
    assert online("customers", "get", "501").fails(3, "another customer")


def test_get_what_is_not_there(online):
    assert online("customers", "get", "SF-0").fails(3, "GET /customers/{ref}")


def test_json_holds_what_was_served(online, lookup):
    record = online("customers", "get", "SF-1001", "--json").records[0]
    expected = lookup("SF-1001")[0]
    assert {name: expected[name] for name in record if name != "addresses"} == {
        name: value for name, value in record.items() if name != "addresses"
    }


def test_update_sets_empties_and_nulls(online, lookup, sandbox):
    result = online(
        "customers",
        "update",
        "SF-1001",
        "--set",
        "name=Mül=ler",
        "--set",
        "tel=",
        "--null",
        "email",
    )
    assert result.code == 0
    assert "Mül=ler" in result.out
    changed = lookup("SF-1001")[0]
    assert (changed["name"], changed["tel"], changed["email"]) == ("Mül=ler", "", None)
    assert changed["surname"] == "Anna"
    assert [entry["method"] for entry in sandbox.history] == ["PUT"]


def test_update_converts_as_an_import_does(online, lookup):
    settings = ["is_institution=ja", "date_of_birth=24.12.1980", "addr_country_id=12"]
    arguments = [part for text in settings for part in ("--set", text)]
    assert online("customers", "update", "SF-1001", *arguments, "--json").code == 0
    changed = lookup("SF-1001")[0]
    assert changed["is_institution"] is True
    assert changed["date_of_birth"] == "1980-12-24"
    assert changed["addr_country_id"] == 12


def test_update_by_id_can_change_the_key(online, lookup):
    number = lookup("SF-1001")[0]["id"]
    online("customers", "update", "--id", number, "--set", "foreign_id=NEW-1")
    assert [customer["id"] for customer in lookup("NEW-1")] == [number]


def test_update_that_is_refused(online):
    result = online("customers", "update", "SF-1001", "--set", "customer_salutation_id=99")
    assert result.fails(3, "Customer salutation must exist")


def test_salutations(online):
    assert online("customers", "salutations", "--locale", "en").out == (
        "id\tname\n1\tMr\n2\tMs\n3\tdiverse\n"
    )


def test_salutations_as_json(online):
    assert online("customers", "salutations", "--json").records == [
        {"id": 1, "name": "Herr"},
        {"id": 2, "name": "Frau"},
        {"id": 3, "name": "divers"},
    ]


def test_salutations_need_no_token(online, monkeypatch):
    monkeypatch.delenv("GOMUS_TOKEN")
    assert online("customers", "salutations").code == 0


@pytest.mark.parametrize(("token", "access"), [("user-token", "user"), (None, "public")])
def test_whoami(online, monkeypatch, token, access):
    if token is None:
        monkeypatch.delenv("GOMUS_TOKEN")
    result = online("whoami")
    assert (result.code, result.out.split()) == (0, ["access", access, "museums", "all"])


def test_whoami_as_json(online):
    assert online("whoami", "--json").records == [{"access": "user", "museums": []}]


def test_whoami_with_a_wrong_token(online, monkeypatch):
    monkeypatch.setenv("GOMUS_TOKEN", "wrong-token")
    result = online("whoami")
    assert result.fails(3, "check the token")
    assert "wrong-token" not in result.err


def test_nobody_listens(online, unused_tcp_port):
    result = online("whoami", "--instance", f"http://127.0.0.1:{unused_tcp_port}")
    assert result.fails(3, "connection", "check the instance's address")

"""Every request that the documentation prints, and the answer it prints for it."""

from typing import Any

import pytest
from aioresponses import aioresponses
from yarl import URL

from gomus_async import Gomus
from tests.resources import printed
from tests.resources.printed import ACCOUNT_JSON, ACCOUNT_VALUES, CUSTOMERS, PRINTED, Printed
from tests.resources.recorder import Canned, Recorder

BASE = "https://demo.gomus.de"
CASES = [pytest.param(case, id=case.name) for case in (*PRINTED, *CUSTOMERS)]
OWN_HEADERS = {"accept", "accept-encoding", "connection", "content-length", "host", "user-agent"}


def client(instance: str) -> Gomus:
    return Gomus(instance, token=printed.TOKEN, shop=printed.SHOP, locale="de")


def lowered(headers: Any) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in headers.items()}


def beyond_own(headers: dict[str, str], case: Printed) -> dict[str, str]:
    """The headers without those that every HTTP client sends, unless the page prints them."""
    free = OWN_HEADERS - set(lowered(case.headers))
    return {name: value for name, value in headers.items() if name not in free}


@pytest.mark.parametrize("case", CASES)
async def test_request_mapping(web: aioresponses, case: Printed) -> None:
    web.add(
        f"{BASE}{case.target}",
        method=case.method,
        status=case.status,
        payload=case.answer,
        headers=dict(case.answer_headers),
    )

    async with client("demo.gomus.de") as gomus:
        value = await case.call(gomus)

    [((method, url), [call])] = web.requests.items()
    assert (method, str(url)) == (case.method, str(URL(f"{BASE}{case.target}", encoded=True)))
    assert beyond_own(lowered(call.kwargs["headers"]), case) == lowered(case.headers)
    assert (call.kwargs["data"] is None) == (case.body is None)
    assert value == case.value


@pytest.mark.parametrize("case", CASES)
async def test_bytes_on_the_wire(server: Recorder, case: Printed) -> None:
    server.answer = Canned(case.status, case.answer, case.answer_headers)

    async with client(server.url) as gomus:
        value = await case.call(gomus)

    request = server.only
    assert (request.method, request.target) == (case.method, case.target)
    names = [name for name, _ in request.headers]
    assert len(names) == len(set(names))
    assert beyond_own(dict(request.headers), case) == lowered(case.headers)
    assert (request.json if request.body else None) == case.body
    assert value == case.value
    assert type(value) is type(case.value)


@pytest.mark.parametrize("case", CASES)
async def test_a_raw_twin_of_the_answer_is_kept(server: Recorder, case: Printed) -> None:
    server.answer = Canned(case.status, case.answer, case.answer_headers)

    async with client(server.url) as gomus:
        value = await case.call(gomus)

    shown = [part.raw for part in value] if isinstance(value, list) else value and value.raw
    served = None if case.answer is None else [*case.answer.values()][-1]
    assert shown == served


@pytest.mark.parametrize("key", ACCOUNT_JSON)
@pytest.mark.parametrize("case", PRINTED[:2], ids=lambda case: case.name)
async def test_every_printed_key_of_an_account(server: Recorder, case: Printed, key: str) -> None:
    server.answer = Canned(case.status, case.answer, case.answer_headers)

    async with client(server.url) as gomus:
        account = await case.call(gomus)

    value = getattr(account, key)
    assert (value, type(value)) == (ACCOUNT_VALUES[key], type(ACCOUNT_VALUES[key]))
    assert account.raw[key] == ACCOUNT_JSON[key]


async def test_the_blanked_sample_reads_too(server: Recorder) -> None:
    """One version of the page prints the same answer with an empty e-mail address."""
    data = {**ACCOUNT_JSON, "email": ""}
    server.answer = Canned(200, {"data": data}, printed.SESSION)

    async with client(server.url) as gomus:
        account = await printed.sign_in(gomus)

    assert account.email == ""
    assert account.raw == data


async def test_delete_by_key_deletes_the_id_that_the_key_leads_to(server: Recorder) -> None:
    server.answer = lambda request: (
        Canned(204)
        if request.method == "DELETE"
        else Canned(200, {"customer": {"id": 77, "foreign_id": "SF-12345"}})
    )

    async with client(server.url) as gomus:
        await gomus.customers.delete("SF-12345")

    assert [(request.method, request.path) for request in server.requests] == [
        ("GET", "/api/v4/customers/SF-12345"),
        ("DELETE", "/api/v4/customers/77"),
    ]


@pytest.mark.parametrize(
    ("path", "answer", "call", "value"),
    [
        ("/locales", {"locales": ["de", "en"]}, lambda g: g.instance.locales(), ["de", "en"]),
        (
            "/whoami",
            {"access": "reseller", "museums": [5]},
            lambda g: g.instance.whoami(),
            ("reseller", (5,)),
        ),
        (
            "/version",
            {"version": {"system": "2.9.1", "api": "4.4", "per_page": 25}},
            lambda g: g.instance.version(),
            ("2.9.1", "4.4", 25),
        ),
    ],
    ids=["locales", "whoami", "version"],
)
async def test_the_instance(
    server: Recorder, gomus: Gomus, *, path: str, answer: Any, call: Any, value: Any
) -> None:
    server.answer = Canned(200, answer)

    read = await call(gomus)

    if path == "/whoami":
        read = (read.access, read.museums)
    elif path == "/version":
        read = (read.system, read.api, read.per_page)
    assert read == value
    assert (server.only.method, server.only.target) == ("GET", f"/api/v4{path}")


async def test_empty_batches_send_nothing(server: Recorder, gomus: Gomus) -> None:
    assert await gomus.customers.create_many([]) == []
    assert await gomus.customers.update_many([]) == []
    assert server.requests == []

"""N19: a redirect is never followed, and nothing is carried to where it leads."""

import pytest

from gomus_async import CustomerUpdate, NewCustomer, UnexpectedRedirect
from tests.support.behaviours import answer, redirect
from tests.support.clients import HOLD
from tests.wire.conftest import Connect, Serve

STATUSES = [301, 302, 303, 307, 308]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"])
async def test_n19_a_redirect_is_an_error_and_the_other_host_hears_nothing(
    serve: Serve, connect: Connect, method: str, status: int
) -> None:
    other = await serve(answer({}))
    server = await serve(redirect(status, f"{other.url}/stolen?token=abc"))
    gomus = await connect(server)
    with pytest.raises(UnexpectedRedirect) as caught:
        await gomus.request(method, "/orders", json={} if method in {"PUT", "POST"} else None)
    assert caught.value.status == status
    assert server.seen() == [(method, "/api/v4/orders")]
    assert (other.requests, other.connections) == ([], 0)
    assert f"127.0.0.1:{other.port}" in str(caught.value)
    assert "stolen" not in str(caught.value)


@pytest.mark.parametrize("status", STATUSES)
async def test_n19_customers_are_not_carried_to_another_host(
    serve: Serve, connect: Connect, status: int
) -> None:
    other = await serve(answer({}))
    server = await serve(redirect(status, f"{other.url}/"))
    gomus = await connect(server, shop="shop.example.com")
    new, update = NewCustomer(foreign_id="SF-1", name="A"), CustomerUpdate(foreign_id="SF-1")
    calls = [
        gomus.customers.create(new),
        gomus.customers.create_many([new]),
        gomus.customers.update(1, update),
        gomus.customers.update_many([update]),
        gomus.customers.get(1),
        gomus.customers.delete(1),
        gomus.accounts.sign_in("a@example.com", "secret"),
        gomus.instance.version(),
        gomus._caller.call(HOLD, body={}),
    ]
    for call in calls:
        with pytest.raises(UnexpectedRedirect):
            await call
    assert len(server.requests) == len(calls) == gomus.stats.attempts
    assert other.connections == 0


@pytest.mark.parametrize(
    "location", ["", "/elsewhere", "//evil.example.com/", "http://[", "https://u:p@evil.example/"]
)
async def test_n19_any_location_will_do(serve: Serve, connect: Connect, location: str) -> None:
    server = await serve(redirect(302, location))
    gomus = await connect(server)
    with pytest.raises(UnexpectedRedirect) as caught:
        await gomus.request("POST", "/orders", json={})
    assert len(server.requests) == 1
    assert "u:p" not in str(caught.value)


@pytest.mark.parametrize("status", [300, 305, 399])
async def test_n19_other_3xx_are_errors_too(serve: Serve, connect: Connect, status: int) -> None:
    server = await serve(answer(body=b"", status=status))
    with pytest.raises(UnexpectedRedirect) as caught:
        await (await connect(server)).customers.get(1)
    assert caught.value.status == status
    assert len(server.requests) == 1

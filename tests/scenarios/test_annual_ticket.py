from pathlib import Path
from typing import Any

import pytest

from gomus_async import (
    ConfigError,
    NewCustomer,
    NewOrder,
    NewTicket,
    OutcomeUnknown,
    Unauthorized,
    Unprocessable,
)
from tests.scenarios.conftest import Shop
from tests.scenarios.pages import page

PHOTO = b"\xff\xd8\xff\xe0 a portrait"
PETER = {
    "name": "Peter",
    "surname": "Pan",
    "email": "peter@example.com",
    "salutation_id": 1,
    "street": "Brunnenstraße 7D",
    "zip": "10119",
    "city": "Berlin",
    "country_id": 60,
}
WENDY = {**PETER, "name": "Wendy", "surname": "Darling", "email": "wendy@example.com"}


def stored(shop: Shop) -> dict[str, Any]:
    """The annual order that was bought; that of the demonstration comes first."""
    records = shop.sandbox.store.records("annual") or []
    return records[-1]


async def bought(shop: Shop, quantity: int = 1) -> str:
    """The token from the confirmation mail."""
    buyer = NewCustomer(name="Bärbel", surname="Monkey", email="baerbel@example.com")
    items = [NewTicket(id=403, quantity=quantity)]
    await shop.gomus.orders.create(NewOrder(items=items, customer=buyer))
    token: str = stored(shop)["token"]
    return token


async def give(shop: Shop, token: str, tmp_path: Path, person: dict[str, Any]) -> Any:
    code = page("annual-ticket")
    photo = tmp_path / "portrait.jpg"
    photo.write_bytes(PHOTO)
    # The token is the whole permission.
    nobody = shop.gomus.with_options(token=None)
    return await code.give(nobody, token, code.Recipient(**person), photo)


async def test_it_is_made_out_to_somebody_else(shop: Shop, tmp_path: Path) -> None:
    token = await bought(shop)

    order = await give(shop, token, tmp_path, PETER)

    annual = stored(shop)
    (one,) = annual["ticket_sales"][0]["personalizations"]
    assert annual["customer"]["name"] == "Bärbel"
    assert one["customer"]["name"] == "Peter"
    assert one["customer"]["salutation_id"] == 1
    assert one["customer"]["addresses"][0]["street"] == "Brunnenstraße 7D"
    assert one["address_id"] == one["customer"]["addresses"][0]["id"]
    assert one["ready"] is True
    assert [photo["size"] for photo in annual["photos"].values()] == [len(PHOTO)]
    assert list(annual["photos"]) == [str(one["id"])]
    assert annual["ticket_sales"][0]["status"] == "ready_to_send"
    assert order.ticket_sales[0].status == "ready_to_send"


async def test_the_last_of_several_closes_the_order(shop: Shop, tmp_path: Path) -> None:
    token = await bought(shop, 2)
    finalized = "/annual/personalization/finalize"

    await give(shop, token, tmp_path, PETER)
    assert shop.requests("POST", finalized) == []
    await give(shop, token, tmp_path, WENDY)

    assert len(shop.requests("POST", finalized)) == 1
    ones = stored(shop)["ticket_sales"][0]["personalizations"]
    assert [(one["customer"]["name"], one["ready"]) for one in ones] == [
        ("Peter", True),
        ("Wendy", True),
    ]
    assert len(stored(shop)["photos"]) == 2


async def test_there_are_no_more_than_were_bought(shop: Shop, tmp_path: Path) -> None:
    token = await bought(shop)
    await give(shop, token, tmp_path, PETER)
    before = stored(shop)

    with pytest.raises(ValueError, match="every ticket"):
        await give(shop, token, tmp_path, WENDY)

    assert stored(shop) == before


async def test_a_wrong_token_opens_nothing(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(Unauthorized):
        await give(shop, "of-nobody", tmp_path, PETER)


async def test_a_wrong_field_makes_nothing_out(shop: Shop, tmp_path: Path) -> None:
    token = await bought(shop)

    with pytest.raises(Unprocessable):
        await give(shop, token, tmp_path, {**PETER, "surname": ""})

    assert stored(shop)["ticket_sales"][0]["personalizations"][0]["customer"] is None


async def test_a_lost_customer_is_created_again(shop: Shop, tmp_path: Path) -> None:
    token = await bought(shop)
    shop.lose_the_answer("/annual/customers")
    with pytest.raises(OutcomeUnknown):
        await give(shop, token, tmp_path, PETER)

    await give(shop, token, tmp_path, PETER)

    (one,) = stored(shop)["ticket_sales"][0]["personalizations"]
    assert (one["customer"]["name"], one["ready"]) == ("Peter", True)


async def test_after_a_missing_photo_the_rest_is_repeated(shop: Shop, tmp_path: Path) -> None:
    token = await bought(shop)
    code = page("annual-ticket")
    with pytest.raises(ConfigError):
        await code.give(shop.gomus, token, code.Recipient(**PETER), tmp_path / "none.jpg")

    annual = shop.gomus.annual(token)
    (one,) = (await annual.order()).ticket_sales[0].personalizations
    await annual.upload_photo(one.id, PHOTO)
    await annual.finalize()

    assert stored(shop)["ticket_sales"][0]["status"] == "ready_to_send"
    assert list(stored(shop)["photos"]) == [str(one.id)]

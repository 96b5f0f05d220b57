"""The shim of `tests/conftest.py`: aioresponses answers this package's client."""

import aiohttp
import pytest
from aioresponses import aioresponses

from gomus_async import Gomus, NotFound


@pytest.mark.usefixtures("aioresponses_shim")
async def test_a_faked_answer_is_read_like_a_real_one() -> None:
    url = "https://demo.gomus.de/api/v4/customers"
    with aioresponses() as faked:
        faked.get(f"{url}/1", payload={"customer": {"id": 1, "name": "x" * 60_000}})
        faked.get(f"{url}/2", status=404, payload={"error": "Not found"})
        async with Gomus("demo.gomus.de") as gomus:
            assert (await gomus.customers.get(1)).name == "x" * 60_000
            with pytest.raises(NotFound, match="Not found"):
                await gomus.customers.get(2)


async def test_a_response_class_can_be_given_by_hand(
    aioresponses_shim: type[aiohttp.ClientResponse],
) -> None:
    with aioresponses() as faked:
        faked.get("https://demo.gomus.de/x", body=b"{}", response_class=aioresponses_shim)
        async with aiohttp.ClientSession() as session:
            response = await session.get("https://demo.gomus.de/x")
            assert isinstance(response, aioresponses_shim)

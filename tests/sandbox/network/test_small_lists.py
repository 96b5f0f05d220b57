from typing import Any

import pytest

from gomus_async.sandbox.shop.annual_records import DISPATCH_MODES


async def test_sixteen_states(api: Any) -> None:
    answer = (await api("GET", "/states", token=None)).json
    assert answer["meta"] == {"total_count": 16, "page": 1, "per_page": 25}
    assert answer["states"][1] == {"id": 2, "name": "Bayern", "country_id": 60}
    assert len({row["id"] for row in answer["states"]}) == 16
    second = (await api("GET", "/states?per_page=10&page=2&locale=en", token=None)).json
    assert [row["name"] for row in second["states"]][2] == "Saxony"
    assert (await api("GET", "/states?page=9", token=None)).json["states"] == []


async def test_three_dispatch_modes_which_annual_tickets_know(api: Any) -> None:
    answer = (await api("GET", "/dispatch_modes?per_page=2", token=None)).json
    assert answer["meta"] == {"total_count": 3, "page": 1, "per_page": 2}
    rows = (await api("GET", "/dispatch_modes?locale[]=de&locale[]=en")).json["dispatch_modes"]
    assert {row["id"] for row in rows} == DISPATCH_MODES
    assert rows[1]["name"] == {"de": "Post", "en": "Mail"}


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("demo-shop.gomus.de", "go~mus Demo Shop"),
        ("Schloss-Shop.gomus.de", "Schlossmuseum"),
        (None, "go~mus Demo Shop"),
    ],
)
async def test_a_header_selects_the_shop(api: Any, host: Any, name: str) -> None:
    headers = {} if host is None else {"X-Shop-Url": host}
    answer = await api("GET", "/shop", token=None, headers=headers)
    assert (answer.status, answer.json["shop"]["name"]) == (200, name)


async def test_a_shop_speaks_the_caller_s_language(api: Any) -> None:
    german = (await api("GET", "/shop", token=None)).json["shop"]
    english = (await api("GET", "/shop?locale=en", token=None)).json["shop"]
    assert set(german) == {"name", "translations", "config", "settings", "content"}
    assert german["translations"]["shop.tickets.headline"] == "Tickets kaufen"
    assert english["translations"]["shop.tickets.headline"] == "Buy tickets"
    assert "<strong>" in english["content"]["shop_tickets_global_free_field_text"]

"""Query values: what is given is what the server reads."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomus_async import CallOptions, ConfigError, Gomus
from tests.resources.recorder import Recorder

NO_SURROGATES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
AWKWARD = ["/", "..", "a?b", "a#b", "a;b", "a\\b", "ü", "e\u0301", "\0", "\n", "a b", "+", "&=", ""]


@given(name=NO_SURROGATES.filter(bool), value=NO_SURROGATES)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_any_text(gomus: Gomus, server: Recorder, name: str, value: str) -> None:
    server.requests.clear()

    await gomus.request("GET", "/tickets", params={name: value})

    assert server.only.path == "/api/v4/tickets"
    assert server.only.pairs == [(name, value)]


@pytest.mark.parametrize("value", [*AWKWARD, "x" * 10_240], ids=lambda value: ascii(value[:9]))
async def test_awkward_texts(gomus: Gomus, server: Recorder, value: str) -> None:
    await gomus.request("GET", "/tickets", params={"q": value, "list": [value, value]})

    assert server.only.pairs == [("q", value), ("list[]", value), ("list[]", value)]


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        (5, [("key", "5")]),
        (True, [("key", "true")]),
        (False, [("key", "false")]),
        (1.5, [("key", "1.5")]),
        (Decimal("7.50"), [("key", "7.50")]),
        (date(2026, 10, 25), [("key", "2026-10-25")]),
        (
            datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
            [("key", "2026-10-25T02:30:00+00:00")],
        ),
        (None, []),
        ([1, 2], [("key[]", "1"), ("key[]", "2")]),
        ((1, 2), [("key[]", "1"), ("key[]", "2")]),
        (range(2), [("key[]", "0"), ("key[]", "1")]),
        ({3}, [("key[]", "3")]),
        ([True, date(2026, 1, 2)], [("key[]", "true"), ("key[]", "2026-01-02")]),
        ([], []),
    ],
)
async def test_kinds_of_value(
    gomus: Gomus, server: Recorder, value: Any, pairs: list[tuple[str, str]]
) -> None:
    await gomus.request("GET", "/tickets", params={"key": value})

    assert server.only.pairs == pairs


@pytest.mark.parametrize("value", [b"x", {"a": 1}, object(), [None], [[1]], "\ud800", ["a\udc00"]])
async def test_refused_values(gomus: Gomus, server: Recorder, value: Any) -> None:
    with pytest.raises(ConfigError):
        await gomus.request("GET", "/tickets", params={"key": value})
    with pytest.raises(ConfigError):
        await gomus.instance.version(options=CallOptions(query={"key": value}))
    assert server.requests == []


async def test_the_query_stands_in_one_order(gomus: Gomus, server: Recorder) -> None:
    view = gomus.with_options(locale="de")
    options = CallOptions(query={"c": 3})

    await view.request("GET", "/tickets", params={"b": 2, "a": 1}, options=options)

    assert server.only.query == "locale=de&b=2&a=1&c=3"


async def test_several_locales(gomus: Gomus, server: Recorder) -> None:
    await gomus.with_options(locale=["de", "en"]).request("GET", "/museums")

    assert server.only.query == "locale%5B%5D=de&locale%5B%5D=en"

"""`gomus.request`: any route of this instance, and nothing but routes of this instance."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gomus_async import ConfigError, Gomus, GomusError, InvalidId, OutcomeUnknown, Safety
from tests.resources.recorder import Canned, Recorder

REFUSED = [
    "",
    "tickets",
    "//elsewhere.example/x",
    "///x",
    "https://elsewhere.example/x",
    "/..",
    "/../x",
    "/tickets/..",
    "/tickets/../orders",
    "/tickets/./1",
    "/./x",
    "/.",
    "/tickets?x=1",
    "/tickets#x",
    "/tickets\\x",
    "\\\\elsewhere.example",
    "/tickets\n",
    "/tickets\r\nHost: elsewhere.example",
    "/tickets/\0",
    "/a\tb",
    "/tickets/%2e%2e/orders",
    "/%2E%2e/x",
    "/.%2e/x",
    "/tickets/%2e",
    "/tickets/%0a",
    "/tickets/%00",
    "/tickets//1",
    "/tickets/\ud800",
]


@pytest.mark.parametrize("path", REFUSED, ids=ascii)
async def test_refused_paths(gomus: Gomus, server: Recorder, path: str) -> None:
    with pytest.raises(InvalidId):
        await gomus.request("GET", path)
    assert server.requests == []


@given(path=st.text("/.%2eE?#\\ab\n:@", max_size=10))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_any_path(gomus: Gomus, server: Recorder, path: str) -> None:
    server.requests.clear()
    try:
        await gomus.request("GET", path)
    except InvalidId:
        assert server.requests == []
    else:
        assert server.only.path.startswith("/api/v4/")
        assert all(segment.strip(".") for segment in server.only.segments[:-1])
        assert ".." not in server.only.segments


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/whatever", "/api/v4/whatever"),
        ("/whatever/5", "/api/v4/whatever/5"),
        ("/api/v3/barcodes/1", "/api/v3/barcodes/1"),
        ("/api/v4/tickets", "/api/v4/tickets"),
        ("/a%2Fb", "/api/v4/a%2Fb"),
        ("/a b", "/api/v4/a%20b"),
        ("/ü", "/api/v4/%C3%BC"),
    ],
)
async def test_paths(gomus: Gomus, server: Recorder, path: str, target: str) -> None:
    await gomus.request("GET", path)

    assert server.only.target == target


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "get"])
async def test_methods(gomus: Gomus, server: Recorder, method: str) -> None:
    response = await gomus.request(method, "/whatever")

    assert server.only.method == method.upper()
    assert server.only.body == b""
    assert response.value == {}


@pytest.mark.parametrize("method", ["", "G ET", "GET /x HTTP/1.1\r\nHost: x\r\n\r\n", "GÉT"])
async def test_no_method_at_all(gomus: Gomus, server: Recorder, method: str) -> None:
    """Nothing can have been sent, so nothing is unknown."""
    with pytest.raises(ConfigError):
        await gomus.request(method, "/whatever")
    assert server.requests == []


@pytest.mark.parametrize("body", [{"a": [1, None, "ü"]}, [], "text", 0, False])
async def test_bodies(gomus: Gomus, server: Recorder, body: Any) -> None:
    await gomus.request("POST", "/whatever", json=body)

    assert server.only.json == body
    assert dict(server.only.headers)["content-type"] == "application/json"


@pytest.mark.parametrize("body", [object(), {"a": "\ud800"}, {1: object()}])
async def test_bodies_that_are_no_json(gomus: Gomus, server: Recorder, body: Any) -> None:
    with pytest.raises(ConfigError, match="JSON"):
        await gomus.request("POST", "/whatever", json=body)
    assert server.requests == []


async def test_a_body_that_holds_itself(gomus: Gomus, server: Recorder) -> None:
    body: list[Any] = []
    body.append(body)

    with pytest.raises(ConfigError, match="JSON"):
        await gomus.request("POST", "/whatever", json=body)
    assert server.requests == []


@pytest.mark.parametrize(
    ("content", "value"),
    [(b'{"a": 1}', {"a": 1}), (b"[]", []), (b"null", None), (b"<html>", None), (b"", None)],
)
async def test_answers(gomus: Gomus, server: Recorder, content: bytes, value: Any) -> None:
    server.answer = Canned(200, content=content, headers={"X-Request-Id": "r-1"})

    response = await gomus.request("GET", "/whatever")

    assert (response.status, response.value, response.body) == (200, value, content)
    assert (response.request_id, response.attempts) == ("r-1", 1)
    assert response.headers["x-request-id"] == "r-1"
    assert response.elapsed >= 0


@pytest.mark.parametrize(
    ("method", "safety", "error"),
    [
        ("GET", None, GomusError),
        ("POST", None, OutcomeUnknown),
        ("PUT", None, OutcomeUnknown),
        ("DELETE", None, OutcomeUnknown),
        ("POST", Safety.READ, GomusError),
    ],
)
async def test_the_default_is_to_send_once(
    gomus: Gomus, server: Recorder, method: str, safety: Safety | None, error: type[GomusError]
) -> None:
    server.answer = Canned(500, {"error": "broken"})

    with pytest.raises(GomusError) as caught:
        await gomus.request(method, "/whatever", safety=safety)

    assert isinstance(caught.value, OutcomeUnknown) == (error is OutcomeUnknown)
    assert len(server.requests) == 1

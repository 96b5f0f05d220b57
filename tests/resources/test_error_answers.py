"""Every shape of error body: what it says, which class it is, and what it must not show."""

import json
from typing import Any

import pytest

from gomus_async import (
    ApiError,
    Forbidden,
    Gomus,
    Gone,
    MethodNotAllowed,
    NotFound,
    RateLimited,
    ServerError,
    Unauthorized,
    Unavailable,
    Unprocessable,
)
from tests.resources.recorder import Canned, Recorder

PAGE = (
    b"<html><head><title>502 Bad Gateway</title><style>p { color: red }</style></head>"
    b"<body><center><h1>502 Bad Gateway</h1></center><script>var x = '<p>';</script>"
    b"<hr>nginx</body></html>"
)
SHAPES: list[tuple[str, bytes, list[str], dict[str, list[str]]]] = [
    ("text", b'{"error": "reservation not valid anymore"}', ["reservation not valid anymore"], {}),
    (
        "text and list",
        b'{"error": "customer could not be saved", "errors": ["Email can\'t be blank", "Tel"]}',
        ["customer could not be saved", "Email can't be blank", "Tel"],
        {},
    ),
    ("empty", b"", [], {}),
    ("spaces", b" \r\n ", [], {}),
    ("page", PAGE, ["502 Bad Gateway 502 Bad Gateway nginx"], {}),
    ("plain", b"upstream connect error", ["upstream connect error"], {}),
    (
        "devise",
        b"""{"status": "error", "errors": {
            "email": ["is taken"], "tel": ["is too short", "is odd"],
            "full_messages": ["Email is taken", "Tel is too short", "Tel is odd"]}}""",
        ["Email is taken", "Tel is too short", "Tel is odd"],
        {"email": ["is taken"], "tel": ["is too short", "is odd"]},
    ),
    (
        "by field",
        b'{"error": "not saved", "errors": {"email": ["is taken"]}}',
        ["not saved", "email: is taken"],
        {"email": ["is taken"]},
    ),
    ("list alone", b'{"errors": ["one", "two"]}', ["one", "two"], {}),
    ("message", b'{"message": "Eintritte: 0"}', ["Eintritte: 0"], {}),
    ("said twice", b'{"error": "no", "errors": ["no", "never"]}', ["no", "never"], {}),
    ("array", b'["one", {"errors": "two"}]', ["one", "errors: two"], {}),
    ("json text", b'"no"', ["no"], {}),
    ("nothing said", b'{"error": null, "errors": []}', [], {}),
    ("odd", b'{"error": {"base": [1, null, "no"]}, "errors": 5}', ["base: no"], {}),
    ("null", b"null", [], {}),
    ("not utf-8", b"\xff\xfe broken", ["\ufffd\ufffd broken"], {}),
]
CLASSES = [
    (400, ApiError),
    (401, Unauthorized),
    (403, Forbidden),
    (404, NotFound),
    (405, MethodNotAllowed),
    (410, Gone),
    (413, ApiError),
    (422, Unprocessable),
    (429, RateLimited),
    (500, ServerError),
    (502, ServerError),
    (503, Unavailable),
    (504, ServerError),
    (599, ServerError),
]


async def refusal(gomus: Gomus, server: Recorder, answer: Canned) -> ApiError:
    server.answer = answer
    with pytest.raises(ApiError) as caught:
        await gomus.customers.get("SF-1")
    return caught.value


@pytest.mark.parametrize("status", [401, 422, 502, 503])
@pytest.mark.parametrize(
    ("body", "messages", "fields"), [shape[1:] for shape in SHAPES], ids=[s[0] for s in SHAPES]
)
async def test_shapes(
    gomus: Gomus,
    server: Recorder,
    *,
    status: int,
    body: bytes,
    messages: list[str],
    fields: dict[str, list[str]],
) -> None:
    error = await refusal(gomus, server, Canned(status, content=body, content_type="text/html"))

    assert error.messages == tuple(messages)
    assert error.fields == {name: tuple(texts) for name, texts in fields.items()}
    assert error.status == status
    assert all(message in str(error) for message in messages)


@pytest.mark.parametrize(("status", "cls"), CLASSES)
async def test_classes(gomus: Gomus, server: Recorder, status: int, cls: type[ApiError]) -> None:
    answer = Canned(status, {"error": "no"}, {"X-Request-Id": "req-9"})

    error = await refusal(gomus, server, answer)

    assert type(error) is cls
    assert (error.status, error.messages, error.request_id) == (status, ("no",), "req-9")
    assert (error.endpoint, error.attempts) == ("GET /customers/{ref}", 1)
    assert {str(status), "req-9"} <= set(str(error).replace("]", " ").replace(":", " ").split())


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("0", None), ("-1", None), ("nan", None), ("soon", None)],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_the_wait_that_is_asked_for(
    gomus: Gomus, server: Recorder, status: int, header: str, seconds: float | None
) -> None:
    error = await refusal(gomus, server, Canned(status, None, {"Retry-After": header}))

    assert error.retry_after == seconds


async def test_a_date_counts_from_the_servers_own_clock(gomus: Gomus, server: Recorder) -> None:
    headers = {
        "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
        "Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT",
    }

    error = await refusal(gomus, server, Canned(503, None, headers))

    assert error.retry_after == 30.0


def everything(error: ApiError) -> str:
    return json.dumps([str(error), repr(error), repr(error.__dict__), *error.messages])


SECRETS = [
    "SECRET-TOKEN",
    "anna@example.com",
    "Änne.Müller+x@beispiel.example",
    "Bearer abc.def-ghi",
    "token=ab12cd34",
    "access-token: ab12cd34",
    'password": "ab12cd34',
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("shape", ["text", "list", "field", "plain", "page"])
async def test_what_an_error_does_not_show(
    gomus: Gomus, server: Recorder, shape: str, secret: str
) -> None:
    said = f"wrong: {secret} ."
    bodies: dict[str, bytes] = {
        "text": json.dumps({"error": said}, ensure_ascii=False).encode(),
        "list": json.dumps({"errors": [said]}, ensure_ascii=False).encode(),
        "field": json.dumps({"errors": {"base": [said]}}, ensure_ascii=False).encode(),
        "plain": said.encode(),
        "page": f"<p>{said}</p>".encode(),
    }

    error = await refusal(gomus, server, Canned(422, content=bodies[shape]))

    hidden = secret.rpartition(" ")[2].rpartition("=")[2].strip('"')
    assert hidden not in everything(error)
    assert "***" in str(error)
    assert "***" in error.body_excerpt


@pytest.mark.parametrize("padding", range(270, 301, 3))
async def test_a_secret_at_the_end_of_a_shortened_page(
    gomus: Gomus, server: Recorder, padding: int
) -> None:
    page = b"x" * padding + b" SECRET-TOKEN anna.lang-name@example.com"

    error = await refusal(gomus, server, Canned(502, content=page, content_type="text/plain"))

    assert "SECRET" not in str(error)
    assert "anna.l" not in str(error)


@pytest.mark.parametrize("padding", range(4070, 4097, 3))
async def test_a_secret_at_the_end_of_an_excerpt(
    gomus: Gomus, server: Recorder, padding: int
) -> None:
    """What is replaced makes the text shorter, and moves its cut-off end into the excerpt."""
    start = "a@" + "b" * (padding - 3) + " "
    body = json.dumps({"x": start + "SECRET-TOKEN and more"}).encode()

    error = await refusal(gomus, server, Canned(422, content=body))

    assert "SECRET" not in everything(error)


@pytest.mark.parametrize("char", ["\x1b", "\x07", "\r", "\n", "\x9b", "\u202e", "\u2066"])
async def test_control_characters_are_escaped(gomus: Gomus, server: Recorder, char: str) -> None:
    body = json.dumps({"error": f"a{char}b", "errors": {f"f{char}": [f"c{char}d"]}})

    error = await refusal(
        gomus, server, Canned(422, content=body.encode(), headers={"X-Request-Id": "r-1"})
    )

    shown = [str(error), error.body_excerpt, *error.messages, *error.fields]
    shown += [text for texts in error.fields.values() for text in texts]
    assert not any(char in text for text in shown)
    assert len(error.messages) == 2


async def test_a_field_named_like_a_person_is_not_shown(gomus: Gomus, server: Recorder) -> None:
    body: dict[str, Any] = {"errors": {"anna@example.com": ["is taken"]}}

    error = await refusal(gomus, server, Canned(422, body))

    assert "anna@" not in everything(error)


async def test_a_long_body_is_cut(gomus: Gomus, server: Recorder) -> None:
    error = await refusal(gomus, server, Canned(500, content=b"y" * 60_000))

    assert len(error.body_excerpt) <= 2048
    assert len(str(error)) < 600

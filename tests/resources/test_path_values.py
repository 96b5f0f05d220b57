"""Whatever a foreign id is made of, the server sees one segment that says the same, or nothing."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gomus_async import CustomerUpdate, Gomus, InvalidId, UnexpectedResponse
from tests.resources.recorder import Canned, Recorded, Recorder

LONG = "x" * 10_240
TRAVELS = [
    "/",
    "../x",
    "%2F",
    "a/b",
    "a?b",
    "a#b",
    "a;b",
    "a\\b",
    "ü",
    "e\u0301",
    "a b",
    " a ",
    "+",
    "&=",
    "%",
    "%zz",
    "100%",
    "a..b",
    "...a",
    "~",
    "a:b@c",
    "\U0001f3db",
    "\u202e",
    "x" * 255,
    "ü" * 127,
]
REFUSED = [
    "",
    ".",
    "..",
    "....",
    "%2e%2e",
    "%2E",
    ".%2e",
    "\0",
    "a\0b",
    "a\n",
    "a\r\nHost: x",
    "\t",
    "\x7f",
    "\x85",
    "\ud800",
    "a\udfff",
    LONG,
    "x" * 256,
    "ü" * 128,
]


def customer(request: Recorded) -> Canned:
    return Canned(json={"customer": {"id": 9, "foreign_id": request.segments[-1]}})


@pytest.fixture
def echo(server: Recorder) -> Recorder:
    server.answer = customer
    return server


async def sent_or_refused(gomus: Gomus, server: Recorder, ref: str) -> bool:
    server.requests.clear()
    try:
        got = await gomus.customers.get(ref)
    except InvalidId:
        assert server.requests == []
        return False
    assert server.only.target.isascii()
    assert server.only.query == ""
    assert server.only.segments == ["api", "v4", "customers", ref]
    assert got.foreign_id == ref
    return True


@given(ref=st.text(max_size=300))
@example(ref=LONG)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_any_text(gomus: Gomus, echo: Recorder, ref: str) -> None:
    await sent_or_refused(gomus, echo, ref)


@given(ref=st.text("./\\%2eEfF?#;&=+ü\0\n \u0301", max_size=8))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_any_text_of_awkward_characters(gomus: Gomus, echo: Recorder, ref: str) -> None:
    await sent_or_refused(gomus, echo, ref)


@pytest.mark.parametrize("ref", TRAVELS, ids=ascii)
async def test_travels(gomus: Gomus, echo: Recorder, ref: str) -> None:
    assert await sent_or_refused(gomus, echo, ref)


@pytest.mark.parametrize("ref", REFUSED, ids=lambda ref: ascii(ref[:20]) + str(len(ref)))
async def test_refused(gomus: Gomus, echo: Recorder, ref: str) -> None:
    assert not await sent_or_refused(gomus, echo, ref)


@pytest.mark.parametrize("ref", [*REFUSED, True, 1.5, None, b"SF-1", ["SF-1"]], ids=lambda _: "")
async def test_no_method_sends_a_refused_key(gomus: Gomus, echo: Recorder, ref: str) -> None:
    with pytest.raises(InvalidId):
        await gomus.customers.get(ref)
    with pytest.raises(InvalidId):
        await gomus.customers.update(ref, CustomerUpdate(tel="1"))
    with pytest.raises(InvalidId):
        await gomus.customers.delete(ref)
    assert echo.requests == []


async def test_a_refused_key_does_not_show(gomus: Gomus, echo: Recorder) -> None:
    for ref in ("geheim\n", "geheim\ud800", "geheim" * 50):
        with pytest.raises(InvalidId) as caught:
            await gomus.customers.get(ref)
        assert "geheim" not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_a_number_that_is_no_id_is_refused(gomus: Gomus, echo: Recorder) -> None:
    """A segment has at most 255 bytes, whatever it is made of."""
    with pytest.raises(InvalidId):
        await gomus.customers.get(10**300)
    assert echo.requests == []


async def test_a_key_that_is_a_route_never_reads_as_a_customer(
    gomus: Gomus, server: Recorder
) -> None:
    server.answer = Canned(json={"titles": [{"id": 1, "name": "Dr."}]})

    with pytest.raises(UnexpectedResponse, match=r"documented shape.*\$\.id"):
        await gomus.customers.get("titles")

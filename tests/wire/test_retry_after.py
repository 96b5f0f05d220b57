"""R02, R03, R04: what `Retry-After` asks for. Pure."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from gomus_async.wire.response import retry_after

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def _date(offset: float) -> str:
    return format_datetime(NOW + timedelta(seconds=offset), usegmt=True)


def _read(text: str | None, served: str | None = None) -> float | None:
    headers = CIMultiDict[str]()
    if text is not None:
        headers["retry-after"] = text
    if served is not None:
        headers["date"] = served
    return retry_after(headers, NOW)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1", 1.0),
        (" 120 ", 120.0),
        ("007", 7.0),
        ("0.5", 0.5),
        ("3.", 3.0),
        ("86400", 86400.0),
        ("999999999", 999999999.0),
        ("9999999999", float("inf")),
        ("9" * 5000, float("inf")),
    ],
)
def test_r04_numbers(text: str, seconds: float) -> None:
    assert _read(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *[None, "", " ", "0", "0.0", "000", "-5", "-0", "+5", "abc", "1e400", "1e3", "nan", "inf"],
        *["-inf", "5s", "5, 6", "0x10", "1_000", ".", ".5", "Wed", "Wed, 99 Foo 2026 25:61:61 GMT"],
        *["Wed, 21 Oct 99999 07:28:00 GMT", "\x00", "½"],
    ],
)
def test_r03_nothing_sensible_is_no_request_to_wait(text: str | None) -> None:
    assert _read(text) is None


@pytest.mark.parametrize("offset", [-86400, -1, 0])
def test_r03_a_date_in_the_past_is_no_request_to_wait(offset: int) -> None:
    assert _read(_date(offset)) is None


@pytest.mark.parametrize("offset", [1, 60, 86400])
def test_r02_a_date_without_a_server_clock_is_taken_against_ours(offset: int) -> None:
    assert _read(_date(offset)) == offset


@pytest.mark.parametrize("skew", [-3600, -1, 0, 1, 3600, 86400 * 365])
def test_r02_a_date_is_taken_against_the_servers_clock(skew: int) -> None:
    assert _read(_date(skew + 30), served=_date(skew)) == 30.0
    assert _read(_date(skew - 30), served=_date(skew)) is None


def test_r02_a_server_clock_that_cannot_be_read_is_not_used() -> None:
    assert _read(_date(30), served="yesterday") == 30.0


@pytest.mark.parametrize(
    "text",
    [
        "Sunday, 22-Nov-26 12:00:30 GMT",
        "Sun Nov 22 12:00:30 2026",
        "Sun, 22 Nov 2026 13:00:30 +0100",
        "Sun, 22 Nov 2026 12:00:30 -0000",
    ],
)
def test_r02_the_other_forms_of_dates(text: str) -> None:
    assert _read(text) == 30.0


@given(st.text(max_size=60))
def test_r03_no_text_crashes_and_nothing_asks_for_less_than_no_time(text: str) -> None:
    seconds = _read(text)
    assert seconds is None or seconds > 0

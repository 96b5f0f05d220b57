"""The retry table, written out: what happens after each failure of each kind of call."""

import importlib
import pkgutil

import pytest

import gomus_async.resources
from gomus_async.errors import GomusError
from gomus_async.settings import Backoff
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.failure import AttemptFailed, Cause
from gomus_async.wire.retry import COST, FULL_COST, Action, action

AGAIN, TWICE, UNKNOWN, RAISE = Action.REPEAT, Action.REPEAT_ONCE, Action.UNKNOWN, Action.RAISE

COLUMNS = (Safety.READ, Safety.REPLACE, Safety.KEYED_CREATE, Safety.HOLD, Safety.ONCE)
EXPECTED = {
    Cause.NOT_SENT: (AGAIN, AGAIN, AGAIN, AGAIN, AGAIN),
    Cause.CERTIFICATE: (RAISE, RAISE, RAISE, RAISE, RAISE),
    Cause.THROTTLED: (AGAIN, AGAIN, AGAIN, AGAIN, AGAIN),
    Cause.UNAVAILABLE_WAIT: (AGAIN, AGAIN, AGAIN, AGAIN, UNKNOWN),
    Cause.UNAVAILABLE: (AGAIN, AGAIN, UNKNOWN, TWICE, UNKNOWN),
    Cause.SERVER_ERROR: (AGAIN, AGAIN, UNKNOWN, TWICE, UNKNOWN),
    Cause.DROPPED: (AGAIN, AGAIN, UNKNOWN, TWICE, UNKNOWN),
    Cause.TIMED_OUT: (AGAIN, AGAIN, UNKNOWN, TWICE, UNKNOWN),
    Cause.BAD_HEAD: (TWICE, AGAIN, UNKNOWN, TWICE, UNKNOWN),
    Cause.BAD_BODY: (AGAIN, AGAIN, UNKNOWN, UNKNOWN, UNKNOWN),
    Cause.TOO_LARGE: (TWICE, AGAIN, UNKNOWN, TWICE, UNKNOWN),
    Cause.PENDING: (AGAIN, RAISE, RAISE, RAISE, RAISE),
    Cause.REDIRECTED: (RAISE, RAISE, RAISE, RAISE, RAISE),
    Cause.REFUSED: (RAISE, RAISE, RAISE, RAISE, RAISE),
}
PAIRS = [
    (safety, cause, todo)
    for cause, row in EXPECTED.items()
    for safety, todo in zip(COLUMNS, row, strict=True)
]


@pytest.mark.parametrize(("safety", "cause", "expected"), PAIRS)
def test_the_table(safety: Safety, cause: Cause, expected: Action) -> None:
    assert action(safety, cause, Backoff()) is expected


def test_the_table_is_complete() -> None:
    assert set(EXPECTED) == set(Cause)
    assert set(COLUMNS) == set(Safety)


@pytest.mark.parametrize(("safety", "cause", "expected"), PAIRS)
def test_orders_retry_503_changes_one_cell(safety: Safety, cause: Cause, expected: Action) -> None:
    changed = safety is Safety.ONCE and cause is Cause.UNAVAILABLE_WAIT
    told = action(safety, cause, Backoff(orders_retry_503=True))
    assert told is (AGAIN if changed else expected)


@pytest.mark.parametrize(("safety", "cause", "expected"), PAIRS)
def test_strictness_changes_one_cell(safety: Safety, cause: Cause, expected: Action) -> None:
    changed = safety is Safety.KEYED_CREATE and cause is Cause.UNAVAILABLE_WAIT
    assert action(safety, cause, Backoff(), strict=True) is (UNKNOWN if changed else expected)


CLEAR = {
    Cause.NOT_SENT,
    Cause.CERTIFICATE,
    Cause.THROTTLED,
    Cause.PENDING,
    Cause.REDIRECTED,
    Cause.REFUSED,
}


@pytest.mark.parametrize("cause", list(Cause))
def test_an_attempt_is_unclear_unless_it_was_not_sent_or_refused(cause: Cause) -> None:
    failed = AttemptFailed(cause, GomusError("x"))
    assert failed.unclear is (cause not in CLEAR)
    throttling = {Cause.THROTTLED, Cause.UNAVAILABLE, Cause.UNAVAILABLE_WAIT}
    assert failed.throttling is (cause in throttling)


def test_what_a_retry_costs() -> None:
    free = {
        Cause.NOT_SENT,
        Cause.THROTTLED,
        Cause.UNAVAILABLE_WAIT,
        Cause.UNAVAILABLE,
        Cause.PENDING,
    }
    expected = {cause: 0.0 if cause in free else 1.0 for cause in Cause} | {Cause.DROPPED: 0.2}
    assert {cause: COST.get(cause, FULL_COST) for cause in Cause} == expected


def _endpoints() -> dict[str, Endpoint[object]]:
    package = gomus_async.resources
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    ]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Endpoint)
    }


def test_endpoints_are_found() -> None:
    assert {"customers.GET", "accounts.SIGN_IN", "instance.VERSION"} <= set(_endpoints())


@pytest.mark.parametrize(("name", "endpoint"), _endpoints().items(), ids=_endpoints().keys())
def test_every_endpoint_has_a_safety_and_a_source(name: str, endpoint: Endpoint[object]) -> None:
    assert isinstance(endpoint.safety, Safety)
    assert endpoint.source.strip()
    assert (endpoint.safety is Safety.READ) is (endpoint.method == "GET")
    if endpoint.method == "DELETE":
        assert endpoint.safety is Safety.REPLACE
    if endpoint.method == "POST":
        assert endpoint.safety in {Safety.KEYED_CREATE, Safety.HOLD, Safety.ONCE}

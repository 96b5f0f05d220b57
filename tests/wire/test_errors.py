"""Every error of the tree pickles and copies with all it knows."""

import copy
import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

import gomus_async
from gomus_async import errors
from gomus_async.errors import (
    ApiError,
    ConnectionFailed,
    GomusError,
    OutcomeUnknown,
    UnexpectedResponse,
)

COMMON: dict[str, Any] = {
    "endpoint": "GET /customers/{ref}",
    "attempts": 3,
    "retry_budget_exhausted": True,
}
OWN: dict[type[GomusError], dict[str, Any]] = {
    ConnectionFailed: {"reason": "dns"},
    OutcomeUnknown: {
        "sent_at": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        "fingerprint": "ab" * 32,
        "reference": "R-1",
        "likely_applied": True,
        "status": 502,
    },
    UnexpectedResponse: {"status": 200, "request_id": "r-1"},
    ApiError: {
        "status": 422,
        "messages": ("no",),
        "fields": {"name": ("is empty",)},
        "body_excerpt": "{}",
        "request_id": "r-2",
        "retry_after": 1.5,
    },
}


def _tree(root: type[GomusError] = GomusError) -> Iterator[type[GomusError]]:
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)


def _own(cls: type[GomusError]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        merged.update(OWN.get(base, {}))
    return merged


def _round_trips() -> dict[str, Callable[[GomusError], GomusError]]:
    trips: dict[str, Callable[[GomusError], GomusError]] = {
        "copy": copy.copy,
        "deepcopy": copy.deepcopy,
    }
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        trips[f"pickle{protocol}"] = lambda error, protocol=protocol: pickle.loads(  # type: ignore[misc]
            pickle.dumps(error, protocol)
        )
    return trips


CLASSES = sorted(set(_tree()), key=lambda cls: cls.__name__)


@pytest.mark.parametrize("trip", _round_trips().values(), ids=_round_trips().keys())
@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_an_error_survives_with_its_attributes(
    cls: type[GomusError], trip: Callable[[GomusError], GomusError]
) -> None:
    error = cls("Größe stimmt nicht", **COMMON, **_own(cls))
    again = trip(error)
    assert type(again) is cls
    assert str(again) == str(error)
    assert repr(again) == repr(error)
    assert vars(again) == vars(error)
    assert again.args == error.args
    for name, value in {**COMMON, **_own(cls), "message": "Größe stimmt nicht"}.items():
        assert getattr(again, name) == value


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_an_error_can_be_made_of_little_and_says_where(cls: type[GomusError]) -> None:
    needed: dict[str, Any] = {"status": 400} if issubclass(cls, ApiError) else {}
    assert str(cls("what failed", **needed)).startswith("what failed")
    shown = str(cls("what failed", endpoint="PUT /x", attempts=3, **needed))
    assert "PUT /x" in shown
    assert "3 attempts" in shown


def test_an_error_of_a_user_survives_too() -> None:
    copied = copy.copy(_OwnError("x", status=499))
    assert (type(copied), copied.status) == (_OwnError, 499)


class _OwnError(ApiError):
    pass


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_is_public_and_documented(name: str) -> None:
    cls = getattr(gomus_async, name)
    assert cls is getattr(errors, name)
    assert issubclass(cls, GomusError)
    assert cls.__doc__
    assert name in (errors.__doc__ or "")


def test_the_public_names_are_the_tree() -> None:
    in_module = {cls.__name__ for cls in CLASSES if cls.__module__ == errors.__name__}
    assert in_module == set(errors.__all__)

"""Requests and answers as the routes see them; nothing here touches the network."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

import msgspec
from attrs import define, field, frozen

from gomus_async.sandbox.history import Query

_UNREAD: Final = object()


class Access(StrEnum):
    """The kinds of callers, by the names that ``GET /whoami`` gives them."""

    PUBLIC = "public"
    USER = "user"
    RESELLER = "reseller"
    CASHPOINT = "cashpoint"
    ENTRY = "entry"
    CUSTOMER = "customer"


@frozen(kw_only=True)
class Reply:
    """An answer before it is encoded.

    Args:
        status: of HTTP.
        data: what becomes the JSON body; None for an empty body.
        headers: beside those that every answer has; with `body` also its ``Content-Type``.
        keeps: fields of an entity that `missing_fields` leaves in place.
        sheds: keys of the envelope that `missing_fields` takes away.
        body: the bytes of a document, which are sent as they are instead of `data`.
    """

    status: int = 200
    data: Any = None
    headers: Mapping[str, str] = field(factory=dict[str, str])
    keeps: frozenset[str] = frozenset({"id", "name"})
    sheds: frozenset[str] = frozenset({"meta"})
    body: bytes | None = None


class Refused(Exception):
    """The request gets an error answer.

    Args:
        status: of HTTP.
        error: the sentence under ``error``.
        errors: details under ``errors``, where the resource has them.
    """

    def __init__(self, status: int, error: str, errors: list[str] | None = None) -> None:
        super().__init__(error)
        details = {} if errors is None else {"errors": errors}
        self.reply = Reply(status=status, data={"error": error, **details})


@define(slots=True)
class Call:
    """A request that was read whole.

    Args:
        method: of HTTP.
        path: as requested, percent-encoded, without the query.
        query: by name.
        headers: of HTTP; their names in any case.
        body: the bytes; None when there were more than the sandbox takes.
        params: the values in the path, decoded, filled in by the router.
        access: who is calling, filled in before a route answers.
    """

    method: str
    path: str
    query: Query | None
    headers: Mapping[str, str]
    body: bytes | None
    params: tuple[str, ...] = ()
    access: Access = Access.PUBLIC
    _json: Any = field(default=_UNREAD, init=False, repr=False)

    @property
    def json(self) -> Any:
        """The body, decoded.

        Raises:
            Refused: 413 for too much of it, 422 for what is not JSON.
        """
        if self._json is _UNREAD:
            self._json = _decoded(self.body)
        return self._json

    def texts(self, name: str) -> list[str]:
        """Every value of a query parameter, under its plain name or as an array."""
        query = self.query or {}
        values = [*_listed(query.get(name)), *_listed(query.get(f"{name}[]"))]
        return [value for value in values if value]

    def number(self, name: str, default: int) -> int:
        """A positive whole number from the query, or the default."""
        text = next(iter(self.texts(name)), "")
        return int(text) if text.isdecimal() and len(text) < 10 and int(text) > 0 else default


def segments(path: str) -> tuple[str, ...]:
    """The parts of a path, each decoded by itself, so that ``%2F`` stays inside its part."""
    return tuple(unquote(part) for part in path.rstrip("/").split("/")[1:])


def query_of(text: str) -> Query | None:
    """A query string by name; repeated names and ``name[]`` give lists."""
    if not text:
        return None
    query: Query = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        known = query.get(name)
        if isinstance(known, list):
            known.append(value)
        elif known is not None:
            query[name] = [known, value]
        else:
            query[name] = [value] if name.endswith("[]") else value
    return query


def _listed(value: str | list[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


def _decoded(body: bytes | None) -> Any:
    if body is None:
        raise Refused(413, "request body is too large")
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Refused(422, "request body is not valid JSON") from None

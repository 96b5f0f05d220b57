"""From a call to a request: pure functions, no I/O."""

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast
from urllib.parse import quote, unquote

import attrs

from gomus_async.errors import ConfigError, InvalidId
from gomus_async.models.common import RequestModel
from gomus_async.wire.codec import encode
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.opaque import FileBody, JsonBody, JsonText
from gomus_async.wire.secret import HeaderText, Secret, header_problem, printable

__all__ = ["CallOptions", "Identity", "Request", "build", "path_segment", "query_text"]

MAX_SEGMENT_BYTES: Final = 255
LARGEST_ID: Final = 2**63 - 1
_PLAIN_SEGMENT: Final = re.compile(r"[A-Za-z0-9_~-]{1,200}\Z")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LOCALE: Final = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*\Z")
_ARRAYS: Final = frozenset({"ticket_ids", "quota_ids", "reservations"})
# Bound once: on Python 3.11 every look at an enum's member is a call.
_ONCE: Final = Safety.ONCE
_JSON_HEADERS: Final = {"Content-Type": "application/json"}

QueryValue = str | int | float | bool | date | Decimal | Secret | Sequence[Any] | None
PathValue = str | int | Secret


def _unfit_header(headers: Mapping[str, str]) -> str | None:
    """The name of a header that cannot travel."""
    for name, value in headers.items():
        if header_problem(name) or re.search(r"[\r\n\0]", value):
            return name
    return None


@attrs.frozen(kw_only=True)
class CallOptions:
    """Settings for one call.

    Attributes:
        timeout: Seconds for one attempt.
        deadline: Seconds for the whole call, waits and repeats included.
        locale: Instead of the client's.
        headers: Sent besides the SDK's own.
        query: Sent besides the method's own.
    """

    timeout: float | None = None
    deadline: float | None = None
    locale: str | Sequence[str] | None = None
    headers: Mapping[str, str] | None = attrs.field(default=None, repr=False)
    query: Mapping[str, QueryValue] | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what could not be sent."""
        for name in ("timeout", "deadline"):
            value = getattr(self, name)
            if value is not None and not (isinstance(value, int | float) and 0 < value < math.inf):
                raise ConfigError(f"CallOptions.{name} must be above 0 seconds, not {value!r}")
        bad = _unfit_header(self.headers or {})
        if bad is not None:
            raise ConfigError(f"CallOptions.headers: {printable(bad)!r} cannot travel")


@attrs.define(eq=False)
class Request:
    """One request, ready to be sent as often as its endpoint allows; not to be changed."""

    method: str
    url: str = attrs.field(repr=False)
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes | None = attrs.field(default=None, repr=False)
    secrets: tuple[str, ...] = attrs.field(default=(), repr=False)
    sealed: bool = False
    fresh: bool = False

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the body, to recognise the same request; of nothing where it is sealed."""
        return hashlib.sha256(b"" if self.sealed else self.body or b"").hexdigest()


def path_segment(name: str, value: object) -> str:
    """One path segment that the server decodes back to the same text.

    Raises:
        InvalidId: It is empty, made of dots, over 255 bytes, or holds control characters.
    """
    if isinstance(value, int):
        if isinstance(value, bool):
            raise InvalidId(f"{name} must be a number or text, not a boolean")
        if abs(value) > LARGEST_ID:
            raise InvalidId(f"{name} is larger than any id")
        return str(value)
    text = value.reveal() if isinstance(value, Secret) else value
    if not isinstance(text, str):
        raise InvalidId(f"{name} must be a number or text, not {type(text).__name__}")
    if _PLAIN_SEGMENT.match(text):
        return text
    problem = segment_problem(text)
    if problem is None:
        # Rails takes what follows a dot for a format and drops it, but not what follows a %2E.
        return quote(text, safe="").replace(".", "%2E")
    # A traceback that shows local variables must not show it.
    del text
    raise InvalidId(f"{name} {problem}, so it cannot stand in a path")


def segment_problem(value: str) -> str | None:
    """What keeps a text from being one path segment, without showing it."""
    if not value:
        return "is empty"
    if not unquote(value).strip("."):
        return "is made of dots"
    if _CONTROL.search(value):
        return "holds control characters"
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        return "holds half a character (a lone surrogate)"
    if size > MAX_SEGMENT_BYTES:
        return f"is {size} bytes long, more than {MAX_SEGMENT_BYTES}"
    return None


def _query_value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str | int | float | Decimal):
        return str(value)
    if isinstance(value, Secret):
        return value.reveal()
    raise ConfigError(f"query parameter {name} cannot be {type(value).__name__}")


def _array(name: str, value: object) -> tuple[Any, ...]:
    """A filter that is always an array; one value alone is one of one."""
    single = isinstance(value, str | int | Secret)
    values: tuple[Any, ...] = (value,) if single else tuple(cast("Sequence[Any]", value))
    if not values and name.startswith("by_"):
        raise ConfigError(f"{name} is empty; leave it out to have all")
    return values


def _half_a_character(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text) if not text.isascii() else False


def query_text(query: Mapping[str, QueryValue]) -> str:
    """The query as it stands in a URL: arrays as `key[]=1&key[]=2`, absent values left out."""
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if value is None:
            continue
        many = isinstance(value, list | tuple | set | frozenset | range)
        if many or name in _ARRAYS or (name.startswith("by_") and name.endswith("s")):
            pairs.extend((f"{name}[]", _query_value(name, item)) for item in _array(name, value))
        else:
            pairs.append((name, _query_value(name, value)))
    if not any(_half_a_character(value) for _, value in pairs):
        return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    # A traceback that shows local variables must not show these.
    del pairs
    value = None
    raise ConfigError("a query value holds half a character (a lone surrogate)")


def locale_query(locale: str | Sequence[str] | None) -> dict[str, QueryValue]:
    """`locale=de`, or `locale[]=de&locale[]=en` for several."""
    if locale is None:
        return {}
    names = [locale] if isinstance(locale, str) else list(locale)
    for name in names:
        if not _LOCALE.match(str(name)):
            raise ConfigError("locale must be a language such as 'de' or 'en', or a list of them")
    if not names:
        raise ConfigError("locale is an empty list; leave it out for the instance's default")
    return {"locale": locale if isinstance(locale, str) else names}


class _Headers:
    """Ready-made headers. Not an attrs class, so that `asdict` does not take them apart."""

    __slots__ = ("common", "with_token")

    def __init__(self, common: dict[str, str], with_token: dict[str, str]) -> None:
        self.common = common
        self.with_token = with_token


@attrs.frozen(kw_only=True)
class Identity:
    """Who is calling, and where: what every request of a client has in common."""

    base: str
    token: Secret | None = None
    shop: str | None = None
    locale: str | tuple[str, ...] | None = None
    user_agent: str = "gomus_async"
    api_version: int | None = None
    session_headers: Mapping[str, str] = attrs.field(factory=dict[str, str], repr=False)
    _headers: "_Headers" = attrs.field(init=False, default=None, repr=False, eq=False)
    _locale_text: str = attrs.field(init=False, default="", repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Check everything once, so that a call has nothing left to check."""
        common = {"Accept": "application/json", "User-Agent": self.user_agent}
        if self.shop is not None:
            common["X-Shop-Url"] = self.shop
        if self.api_version is not None:
            common["X-Api-Version"] = str(self.api_version)
        common.update({name: HeaderText(text) for name, text in self.session_headers.items()})
        with_token = dict(common)
        if self.token is not None:
            with_token["Authorization"] = HeaderText(f"Bearer {self.token.reveal()}")
        object.__setattr__(self, "_headers", _Headers(common, with_token))
        object.__setattr__(self, "_locale_text", query_text(locale_query(self.locale)))

    def headers(self, *, token: bool) -> dict[str, str]:
        """The headers of every request; not to be changed."""
        return self._headers.with_token if token else self._headers.common

    @property
    def locale_text(self) -> str:
        """The locale as it stands in a query."""
        return self._locale_text


def free_path(path: str) -> tuple[str, str]:
    """The prefix and the route of a path that a caller wrote by hand.

    Raises:
        InvalidId: It is not a plain path: relative, with dots, a query or another host.
    """
    known = path.startswith("/api/")
    route = path if known else f"/api/v4{path}"
    segments = path.split("/")[1:]
    bad = (
        not path.startswith("/")
        or path.startswith("//")
        or any(char in path for char in "?#\\")
        or any(not unquote(segment).strip(".") for segment in segments[:-1])
        or (bool(segments[-1]) and not unquote(segments[-1]).strip("."))
        or _CONTROL.search(unquote(path)) is not None
    )
    if bad:
        raise InvalidId(
            "the path must start with one / and have no dots-only segment, query or fragment; "
            "pass the query as params"
        )
    try:
        return "", quote(route, safe="/%:@!$&'()*+,;=-._~")
    except UnicodeEncodeError:
        raise InvalidId("the path holds half a character (a lone surrogate)") from None


def _body(endpoint: Endpoint[Any], body: object) -> bytes | None:
    if body is None:
        return None
    if isinstance(body, FileBody | JsonText):
        return body.content
    try:
        return encode(endpoint.root, body.json if isinstance(body, JsonBody) else body)
    except (TypeError, ValueError, RecursionError) as error:
        kind = type(error).__name__
    raise ConfigError(f"the body of {endpoint.name} cannot be written as JSON ({kind})")


def _secrets(*parts: Mapping[str, object] | None, body: object) -> tuple[str, ...]:
    """What of a request must not show, should the API send it back."""
    values = [value for part in parts if part for value in part.values()]
    values += [item for value in values if isinstance(value, tuple) for item in value]  # pyright: ignore[reportUnknownVariableType]
    found = [value.reveal() for value in values if isinstance(value, Secret)]
    if isinstance(body, RequestModel):
        found += body.secrets()
    elif isinstance(body, JsonBody | FileBody):
        found += body.secrets
    return tuple(found)


def _sealed(body: object) -> bool:
    """Whether not even a hash of a body may be kept."""
    if isinstance(body, FileBody):
        return bool(body.secrets)
    return isinstance(body, RequestModel) and body.confidential


def _content_type(body: object) -> dict[str, str]:
    if body is None:
        return {}
    return {"Content-Type": body.content_type} if isinstance(body, FileBody) else _JSON_HEADERS


def build(
    endpoint: Endpoint[Any],
    identity: Identity,
    *,
    path: Mapping[str, PathValue],
    query: Mapping[str, QueryValue] | None,
    body: object,
    options: CallOptions | None,
) -> Request:
    """Build the request of a call.

    Raises:
        InvalidId: A path value cannot travel.
        ConfigError: A query value or an option cannot be sent.
    """
    if query is None and body is None and options is None and not endpoint.binary:
        return _bare(endpoint, identity, path)
    # First, for what raises here must not find the texts of a query among local variables.
    url = _url(endpoint, identity, path)
    texts = [identity.locale_text] if options is None or options.locale is None else []
    if query:
        texts.append(query_text(query))
    headers = identity.headers(token=endpoint.token)
    if body is not None or endpoint.headers or endpoint.binary:
        plain = {"Accept-Encoding": "identity"} if endpoint.binary else {}
        headers = {**headers, **plain, **_content_type(body), **endpoint.headers}
    if options is not None:
        texts += [query_text(locale_query(options.locale)), query_text(options.query or {})]
        if options.headers:
            headers = {**headers, **{n: HeaderText(v) for n, v in options.headers.items()}}
    return Request(
        method=endpoint.method,
        url=_with_query(url, "&".join(part for part in texts if part)),
        headers=headers,
        body=_body(endpoint, body),
        secrets=_secrets(path, query, body=body),
        sealed=_sealed(body),
        # On a kept connection the server may hang up just as the request arrives; for what is
        # never sent again that would be one more unclear outcome.
        fresh=endpoint.safety is _ONCE,
    )


def _url(endpoint: Endpoint[Any], identity: Identity, path: Mapping[str, PathValue]) -> str:
    route = endpoint.path
    for name, value in path.items():
        route = route.replace(f"{{{name}}}", path_segment(name, value))
    return f"{identity.base}{endpoint.prefix}{route}"


def _with_query(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url


def _bare(endpoint: Endpoint[Any], identity: Identity, path: Mapping[str, PathValue]) -> Request:
    """The request of a call that has nothing but a path, as most have."""
    # First, for what raises here must not find a secret among local variables.
    url = _with_query(_url(endpoint, identity, path), identity.locale_text)
    headers = identity.headers(token=endpoint.token)
    secrets: tuple[str, ...] = ()
    for value in path.values():
        if isinstance(value, Secret):
            secrets += (value.reveal(),)
    return Request(
        endpoint.method,
        url,
        {**headers, **endpoint.headers} if endpoint.headers else headers,
        None,
        secrets,
        False,  # noqa: FBT003 - by position, for this is made for every call
        endpoint.safety is _ONCE,
    )

"""From a call to a request: pure functions, no I/O."""

import hashlib
import ipaddress
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import SplitResult, quote, unquote, urlsplit

import attrs

from gomus_async.errors import ConfigError, InvalidId
from gomus_async.models.common import RequestModel
from gomus_async.wire.codec import encode
from gomus_async.wire.endpoint import Endpoint
from gomus_async.wire.opaque import JsonBody
from gomus_async.wire.secret import HeaderText, Secret, header_problem, printable

__all__ = ["CallOptions", "Identity", "Request", "base_url", "build", "path_segment", "query_text"]

MAX_SEGMENT_BYTES: Final = 255
LARGEST_ID: Final = 2**63 - 1
_PLAIN_SEGMENT: Final = re.compile(r"[A-Za-z0-9_~-]{1,200}\Z")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HOST: Final = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?\Z")
_LOCALE: Final = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*\Z")
_JSON_HEADERS: Final = {"Content-Type": "application/json"}

QueryValue = str | int | float | bool | date | Decimal | Sequence[Any] | None


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


@attrs.frozen(kw_only=True)
class Request:
    """One request, ready to be sent as often as its endpoint allows."""

    method: str
    url: str = attrs.field(repr=False)
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes | None = attrs.field(default=None, repr=False)
    secrets: tuple[str, ...] = attrs.field(default=(), repr=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the body, to recognise the same request; of nothing where it is secret."""
        return hashlib.sha256(b"" if self.secrets else self.body or b"").hexdigest()


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def base_url(instance: object, *, allow_insecure: bool = False) -> str:
    """The address of an instance, `https://host[:port][/prefix]`.

    Args:
        instance: A host (`demo.gomus.de`) or an address with its scheme.
        allow_insecure: Whether plain http may go to a host that is not this machine.

    Raises:
        ConfigError: It is no such address; the text says what to write instead.
    """
    wanted = "give the instance's host, such as demo.gomus.de"
    shown, parts, port = _address_parts(instance, wanted)
    host = parts.hostname or ""
    if parts.scheme not in {"https", "http"}:
        raise ConfigError(f"{shown!r} starts with {parts.scheme}://; use https://, or {wanted}")
    if parts.username is not None or parts.password is not None:
        raise ConfigError(f"the instance address holds a user name; {wanted} and pass token=")
    if parts.query or parts.fragment:
        raise ConfigError(f"{shown!r} has a query or fragment; {wanted}")
    name = f"[{host}]" if ":" in host else _ascii_host(host)
    if not name:
        raise ConfigError(f"{shown!r} is not an instance address; {wanted}")
    local = _is_loopback(host)
    if not local and "." not in host and ":" not in host:
        raise ConfigError(f"{shown!r} is not a full host name; did you mean {host}.gomus.de?")
    if parts.scheme == "http" and not local and not allow_insecure:
        raise ConfigError(
            f"{shown!r} would send the token unencrypted; use https://, "
            "or allow_insecure=True if you must"
        )
    prefix = quote(parts.path.rstrip("/"), safe="/-._~%").removesuffix("/api/v4")
    return f"{parts.scheme}://{name}{'' if port is None else f':{port}'}{prefix}"


def _address_parts(instance: object, wanted: str) -> tuple[str, SplitResult, int | None]:
    """An address taken apart, and how it may be shown: without user name, password and query."""
    if not isinstance(instance, str):
        raise ConfigError(f"the instance address must be text, not {type(instance).__name__}")
    if not instance.strip():
        raise ConfigError(f"the instance address is empty; {wanted}")
    shown = printable(instance.rpartition("@")[2].partition("?")[0])
    text = instance.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = None, None
    if parts is None or _CONTROL.search(text):
        raise ConfigError(f"{shown!r} is not an instance address; {wanted}")
    return shown, parts, port


def _ascii_host(host: str) -> str:
    try:
        name = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return ""
    return name if _HOST.match(name) else ""


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
    if not isinstance(value, str):
        raise InvalidId(f"{name} must be a number or text, not {type(value).__name__}")
    if _PLAIN_SEGMENT.match(value):
        return value
    problem = segment_problem(value)
    if problem:
        raise InvalidId(f"{name} {problem}, so it cannot stand in a path")
    # Rails takes what follows a dot for a format and drops it, but not what follows a %2E.
    return quote(value, safe="").replace(".", "%2E")


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
    raise ConfigError(f"query parameter {name} cannot be {type(value).__name__}")


def query_text(query: Mapping[str, QueryValue]) -> str:
    """The query as it stands in a URL: arrays as `key[]=1&key[]=2`, absent values left out."""
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if value is None:
            continue
        if isinstance(value, list | tuple | set | frozenset | range):
            pairs.extend((f"{name}[]", _query_value(name, item)) for item in value)
        else:
            pairs.append((name, _query_value(name, value)))
    try:
        return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    except UnicodeEncodeError:
        raise ConfigError("a query value holds half a character (a lone surrogate)") from None


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
    session_headers: Mapping[str, str] = attrs.field(factory=dict[str, str], repr=False)
    _headers: "_Headers" = attrs.field(init=False, default=None, repr=False, eq=False)
    _locale_text: str = attrs.field(init=False, default="", repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Check everything once, so that a call has nothing left to check."""
        common = {"Accept": "application/json", "User-Agent": self.user_agent}
        if self.shop is not None:
            common["X-Shop-Url"] = self.shop
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
    try:
        return encode(endpoint.root, body.json if isinstance(body, JsonBody) else body)
    except (TypeError, ValueError, RecursionError) as error:
        kind = type(error).__name__
    raise ConfigError(f"the body of {endpoint.name} cannot be written as JSON ({kind})")


def build(
    endpoint: Endpoint[Any],
    identity: Identity,
    *,
    path: Mapping[str, str | int],
    query: Mapping[str, QueryValue] | None,
    body: object,
    options: CallOptions | None,
) -> Request:
    """Build the request of a call.

    Raises:
        InvalidId: A path value cannot travel.
        ConfigError: A query value or an option cannot be sent.
    """
    route = endpoint.path
    for name, value in path.items():
        route = route.replace("{" + name + "}", path_segment(name, value))
    url = identity.base + endpoint.prefix + route
    if query is None and body is None and options is None:
        text = identity.locale_text
        headers = identity.headers(token=endpoint.token)
        if endpoint.headers:
            headers = {**headers, **endpoint.headers}
        return Request(
            method=endpoint.method, url=f"{url}?{text}" if text else url, headers=headers
        )
    texts = [identity.locale_text] if options is None or options.locale is None else []
    if query:
        texts.append(query_text(query))
    headers = identity.headers(token=endpoint.token)
    if body is not None or endpoint.headers:
        headers = {**headers, **(_JSON_HEADERS if body is not None else {}), **endpoint.headers}
    if options is not None:
        texts += [query_text(locale_query(options.locale)), query_text(options.query or {})]
        if options.headers:
            headers = {**headers, **{n: HeaderText(v) for n, v in options.headers.items()}}
    text = "&".join(part for part in texts if part)
    return Request(
        method=endpoint.method,
        url=f"{url}?{text}" if text else url,
        headers=headers,
        body=_body(endpoint, body),
        secrets=body.secrets() if isinstance(body, RequestModel) else (),
    )

"""The address of an instance, checked. Pure, no I/O."""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from gomus_async.errors import ConfigError
from gomus_async.wire.secret import printable

__all__ = ["base_url"]

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HOST: Final = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?\Z")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def base_url(
    instance: object,
    *,
    allow_insecure: bool = False,
    wanted: str = "give the instance's host, such as demo.gomus.de",
) -> str:
    """The address of an instance, `https://host[:port][/prefix]`.

    Args:
        instance: A host (`demo.gomus.de`) or an address with its scheme.
        allow_insecure: Whether plain http may go to a host that is not this machine.
        wanted: What to write instead of an address that cannot be.

    Raises:
        ConfigError: It is no such address; the text says what to write instead.
    """
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
        meant = f"did you mean {host}.gomus.de?" if "gomus.de" in wanted else wanted
        raise ConfigError(f"{shown!r} is not a full host name; {meant}")
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

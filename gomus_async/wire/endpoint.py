"""What an endpoint is: data, with the class of safety that decides about repeating it."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Generic, TypeVar

import attrs

__all__ = ["Endpoint", "Safety"]

T = TypeVar("T")

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Safety(Enum):
    """What an unclear outcome means. Decided per endpoint, never by the HTTP verb."""

    READ = "read"
    """Changes nothing: send again."""
    REPLACE = "replace"
    """Ends in the same state however often it is sent: send again."""
    KEYED_CREATE = "keyed create"
    """Creates what carries a key: never send blindly, look the keys up."""
    HOLD = "hold"
    """Takes something that is given back by itself: once more at most."""
    ONCE = "once"
    """Moves money, seats or a visitor: never send again."""


@attrs.frozen(kw_only=True)
class Endpoint(Generic[T]):
    """One route of the API.

    Attributes:
        method: The HTTP method.
        path: The template below `prefix`; `{name}` stands for one path segment.
        safety: See `Safety`.
        returns: What the answer is read into.
        source: Where the route is documented.
        envelope: The key of the answer under which the value stands, if any.
        root: The key of the request body under which the value is sent, if any.
        headers: Headers that this route alone is sent with.
        token: Whether the client's bearer token is sent.
        batch: Whether the call carries many rows, which gives it more time.
        lenient: Whether the shape of its answer is not documented: JSON of another shape, and
            an empty body, are then read as an empty list, or as `None` where no list is due.
        binary: Whether the answer is a file, which may still be in the making (202).
        prefix: The API version's path.
    """

    method: str
    path: str
    safety: Safety
    returns: type[T]
    source: str
    envelope: str | None = None
    root: str | None = None
    headers: Mapping[str, str] = NO_HEADERS
    token: bool = True
    batch: bool = False
    lenient: bool = False
    binary: bool = False
    prefix: str = "/api/v4"

    @property
    def name(self) -> str:
        """Method and path template, as errors and logs call the endpoint."""
        return f"{self.method} {self.path}"

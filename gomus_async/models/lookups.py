"""Small lists: countries, states, dispatch modes."""

import attrs

from gomus_async.models.common import Entity, Text

__all__ = ["Country", "DispatchMode", "State"]


@attrs.frozen(kw_only=True)
class Country(Entity):
    """A country; `code` is that of ISO 3166-1 with two letters."""

    id: int
    name: Text = None
    code: str | None = None


@attrs.frozen(kw_only=True)
class State(Entity):
    """A state of a country."""

    id: int
    name: Text = None
    country_id: int | None = None


@attrs.frozen(kw_only=True)
class DispatchMode(Entity):
    """A way in which tickets are sent; ids differ from instance to instance."""

    id: int
    name: Text = None

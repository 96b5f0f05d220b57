"""What an instance says about itself and about the caller."""

from datetime import datetime

import attrs

from gomus_async.models.common import Entity

__all__ = ["Version", "Whoami"]


@attrs.frozen(kw_only=True)
class Version(Entity):
    """The system behind an instance. `per_page` is the most rows a list gives this caller."""

    system: str | None = None
    api: str | None = None
    release: str | None = None
    time: datetime | None = None
    zone: str | None = None
    currency: str | None = None
    per_page: int | None = None


@attrs.frozen(kw_only=True)
class Whoami(Entity):
    """How the API sees the caller.

    `access` is one of `user`, `cashpoint`, `reseller`, `customer`, `public`, or a value to come.
    `museums` are the ids the caller is limited to; `None` or empty means no limit.
    """

    access: str | None = None
    museums: tuple[int, ...] | None = None

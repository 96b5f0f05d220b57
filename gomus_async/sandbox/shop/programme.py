"""Events and halls of the programme, and what events and tours tell about themselves."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import field, frozen

from gomus_async.sandbox.http import Access

EVERYBODY: Final = frozenset(Access)


@frozen(kw_only=True)
class Profile:
    """What an event or a tour tells about itself, beside its title.

    Args:
        tags: ids by kind, such as ``audiences``.
        entry_fee: an enumeration's word, a number, a boolean or None; instances differ.
        translations: of its texts, by locale and field.
    """

    sub_title: str | None = None
    description: str | None = None
    featured: bool = False
    category_id: int | None = None
    tags: Mapping[str, tuple[int, ...]] = field(factory=dict[str, tuple[int, ...]])
    picture: Mapping[str, Any] | None = None
    entry_fee: str | float | bool | None = "auto"
    content: Mapping[str, str] = field(factory=dict[str, str])
    translations: Mapping[str, Mapping[str, str]] = field(factory=dict[str, Mapping[str, str]])


@frozen(kw_only=True)
class Event:
    """An event; when it takes place is told by its dates.

    Args:
        shown_to: the callers that see it and its dates.
    """

    id: int
    title: str | None
    museum_id: int | None = None
    exhibition_id: int | None = None
    min_persons: int = 1
    max_persons: int | None = None
    max_participants: int | None = None
    duration: int | None = None
    location: Mapping[str, Any] = field(factory=dict[str, Any])
    profile: Profile = field(factory=Profile)
    shown_to: frozenset[Access] = EVERYBODY


@frozen(kw_only=True)
class SeatCategory:
    """What seats of one price have in common."""

    id: int
    title: str
    description: str
    color_code: str


@frozen(kw_only=True)
class Hall:
    """A hall with numbered seats, as its plan names their categories, rows and types."""

    id: int
    categories: tuple[SeatCategory, ...] = ()
    rows: Mapping[int, str] = field(factory=dict[int, str])
    types: Mapping[int, str] = field(factory=dict[int, str])

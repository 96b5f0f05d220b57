"""Which events, dates and tours a query means."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from gomus_async.sandbox.http import Call, Refused
from gomus_async.sandbox.network import tags
from gomus_async.sandbox.shop import slots
from gomus_async.sandbox.shop.ticket_filters import flag, numbers

Rule = Callable[[tags.Row], bool]
_NONE: Final = -1
_MONTH: Final = 31


def rules(call: Call, kinds: Sequence[str] = ("categories", *tags.KINDS)) -> list[Rule]:
    """The filters that events and tours share.

    Args:
        call: with the query.
        kinds: of tags to filter by.
    """
    found = [*_places(call), *_words(call)]
    return [*found, *(_tagged(call, kind) for kind in kinds if call.texts(_filter(kind)))]


def featured(call: Call) -> list[Rule]:
    """The filter ``by_featured``."""
    wanted = flag(call, "by_featured")
    return [] if wanted is None else [lambda row: row.profile.featured is wanted]


def window(call: Call, today: date) -> tuple[date, date]:
    """The days from ``start_at`` to ``end_at``; without them, from today to the end of its month.

    Raises:
        Refused: 422, one of them is no date.
    """
    start = slots.day_of(call, "start_at", today)
    next_month = start.replace(day=28) + timedelta(days=4)
    month_end = next_month - timedelta(days=next_month.day)
    return start, slots.day_of(call, "end_at", month_end)


def days(call: Call, today: date, most: int = _MONTH) -> list[date]:
    """The days of the window, no more than so many of them."""
    start, end = window(call, today)
    return [start + timedelta(days=n) for n in range(min((end - start).days + 1, most))]


def depth(call: Call) -> str:
    """``any`` or ``all``.

    Raises:
        Refused: 422, it is neither.
    """
    wanted = next(iter(call.texts("depth")), "any")
    if wanted not in {"any", "all"}:
        raise Refused(422, "depth must be any or all")
    return wanted


def number(call: Call, position: int, missing: str) -> int:
    """An id from the path.

    Raises:
        Refused: 404, it cannot be one.
    """
    found = call.params[position]
    if not found.isascii() or not found.isdecimal() or len(found) > 18:
        raise Refused(404, missing)
    return int(found)


def _filter(kind: str) -> str:
    return f"by_{tags.SINGULARS[kind]}_ids"


def _tagged(call: Call, kind: str) -> Rule:
    wanted = frozenset(numbers(call, _filter(kind)))
    return lambda row: not wanted.isdisjoint(tags.ids(row, kind))


def _places(call: Call) -> list[Rule]:
    found: list[Rule] = []
    if call.texts("by_museum_ids"):
        museums = frozenset(numbers(call, "by_museum_ids"))
        found.append(lambda row: row.museum_id in museums)
    if call.texts("by_exhibition_ids"):
        exhibitions = frozenset(numbers(call, "by_exhibition_ids"))
        found.append(lambda row: (row.exhibition_id or _NONE) in exhibitions)
    return found


def _words(call: Call) -> list[Rule]:
    found: list[Rule] = []
    categories = frozenset(name.casefold() for name in call.texts("by_categories"))
    if categories:
        found.append(lambda row: not categories.isdisjoint(category_names(row)))
    words = [word.casefold() for word in call.texts("q")]
    if words:
        found.append(lambda row: all(word in _text(row) for word in words))
    return found


def category_names(row: tags.Row) -> set[str]:
    """The names of its category, in every language, folded."""
    names: Mapping[str, str] = tags.NAMES["categories"].get(row.profile.category_id or 0, {})
    return {name.casefold() for name in names.values() if name}


def _text(row: tags.Row) -> str:
    profile = row.profile
    texts = [row.title or "", profile.sub_title or "", profile.description or ""]
    for translated in profile.translations.values():
        texts.extend(translated.values())
    return "\n".join(texts).casefold()

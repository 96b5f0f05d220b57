"""Museums and exhibitions."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import attrs

from gomus_async.models.common import Entity, Location, Picture, Text

__all__ = ["Exhibition", "Museum", "OpeningHours", "TimeFrame"]


@attrs.frozen(kw_only=True)
class Museum(Entity):
    """A museum. Lists are in the shop's order and leave out what only a single one has."""

    forgiving: ClassVar[bool] = True

    id: int
    title: Text = None
    sub_title: Text = None
    description: Text = None
    picture: Picture | None = None
    content: Any = None
    location: Location | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@attrs.frozen(kw_only=True)
class TimeFrame(Entity):
    """When an exhibition is on. Without an end it has none yet.

    Some documents call its ends `from` and `to`, which is read as well.
    """

    aliases: ClassVar[Mapping[str, str]] = {"from": "start_at", "to": "end_at"}

    start_at: datetime | None
    end_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Exhibition(Entity):
    """An exhibition. Without `time_frames` it is permanent; there can be several."""

    forgiving: ClassVar[bool] = True

    id: int
    museum_id: int | None = None
    foreign_id: str | None = None
    title: Text = None
    sub_title: Text = None
    slider_description: Text = None
    description: Text = None
    featured: bool | None = None
    picture: Picture | None = None
    time_frames: tuple[TimeFrame, ...] = ()
    content: Any = None
    location: Location | None = None

    def is_on(self, at: datetime | date) -> bool:
        """Whether it is on at a time, or on some part of a day.

        A time without an offset is local to the museum, and so are days.
        """
        return not self.time_frames or any(_covers(frame, at) for frame in self.time_frames)


def _covers(frame: TimeFrame, at: datetime | date) -> bool:
    ends = [end for end in (frame.start_at, frame.end_at) if end is not None]
    zone = ends[0].tzinfo if ends else None
    if isinstance(at, datetime):
        first = last = at if at.utcoffset() is not None else at.replace(tzinfo=zone)
    else:
        first = datetime.combine(at, time.min, zone)
        last = datetime.combine(at, time.max, zone)
    begun = frame.start_at is None or frame.start_at <= last
    return begun and (frame.end_at is None or first <= _whole_day(frame.end_at))


def _whole_day(end: datetime) -> datetime:
    """An end that is a day, and so a midnight, lasts until the next."""
    return end + timedelta(days=1) if end.time() == time() else end


@attrs.frozen(kw_only=True)
class OpeningHours(Entity):
    """From when to when a museum is open; a day can have several.

    Where it has one, the API sends that by itself and not in an array.
    """

    alone: ClassVar[bool] = True
    aliases: ClassVar[Mapping[str, str]] = {
        "from": "begin",
        "to": "end",
        "start_at": "begin",
        "end_at": "end",
    }

    begin: datetime | None
    end: datetime | None

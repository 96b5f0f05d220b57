"""Times on their way out: those without an offset are the museum's own."""

from datetime import date, datetime, time, tzinfo

from gomus_async.errors import ConfigError

__all__ = ["between", "day", "naive", "on_site"]


def day(value: date | None, zone: tzinfo) -> date | None:
    """The day of a time on site; a day is one already."""
    if not isinstance(value, datetime):
        return value
    return (value if value.utcoffset() is None else value.astimezone(zone)).date()


def between(zone: tzinfo, start_at: date | None, end_at: date | None) -> dict[str, date | None]:
    """A range of days as it stands in a query.

    Raises:
        ConfigError: It ends before it begins.
    """
    first, last = day(start_at, zone), day(end_at, zone)
    if first is not None and last is not None and first > last:
        raise ConfigError("start_at is after end_at; swap them")
    return {"start_at": first, "end_at": last}


def on_site(name: str, value: object, zone: tzinfo) -> datetime | date:
    """A time with its offset, or a day.

    Raises:
        ConfigError: It is neither.
    """
    if isinstance(value, datetime):
        local = value.replace(tzinfo=zone) if value.utcoffset() is None else value
        # A subclass, as of data frames or frozen clocks, is not written as a time.
        return (
            datetime.combine(local.date(), local.timetz()) if type(local) is not datetime else local
        )
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    raise ConfigError(f"{name} must be a datetime or a date, not {type(value).__name__}")


def naive(name: str, value: datetime | date, zone: tzinfo) -> str:
    """A time as the few routes take it that want it local and without its offset.

    Raises:
        ConfigError: It is neither a time nor a day.
    """
    at = on_site(name, value, zone)
    local = at.astimezone(zone) if isinstance(at, datetime) else datetime.combine(at, time())
    return local.strftime("%Y-%m-%d %H:%M:%S")

"""Times on their way out: those without an offset are the museum's own."""

from datetime import date, datetime, time, tzinfo

from gomus_async.errors import ConfigError

__all__ = ["day", "naive", "on_site"]


def day(value: date | None) -> date | None:
    """The day of a time; a day is one already."""
    return value.date() if isinstance(value, datetime) else value


def on_site(name: str, value: object, zone: tzinfo) -> datetime | date:
    """A time with its offset, or a day.

    Raises:
        ConfigError: It is neither.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return value
    raise ConfigError(f"{name} must be a datetime or a date, not {type(value).__name__}")


def naive(name: str, value: datetime | date, zone: tzinfo) -> str:
    """A time as the few routes take it that want it local and without its offset.

    Raises:
        ConfigError: It is neither a time nor a day.
    """
    at = on_site(name, value, zone)
    local = at.astimezone(zone) if isinstance(at, datetime) else datetime.combine(at, time())
    return local.strftime("%Y-%m-%d %H:%M:%S")

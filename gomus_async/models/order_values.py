"""How the values of a new order are checked and copied."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast

from gomus_async.errors import ConfigError
from gomus_async.models.common import UNSET, Entity, RequestModel, Unset

__all__: list[str] = []

Model = TypeVar("Model", bound=RequestModel)


def check_positive(name: str, value: object) -> None:
    """Refuse what is no whole number above 0."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ConfigError(f"{name} must be a whole number above 0, not {value!r}")


def check_id(name: str, value: object) -> None:
    """Refuse what can be no id."""
    check_positive(f"{name} (an id)", value)


def check_counts(name: str, value: Mapping[int, int] | Unset) -> None:
    """Check a map of ids to quantities."""
    if isinstance(value, Unset):
        return
    if not value:
        raise ConfigError(f"{name} is empty; leave it out, or name at least one id")
    for key, quantity in value.items():
        check_id(f"a key of {name}", key)
        check_positive(f"{name}[{key}]", quantity)


def check_one_of(item: str, given: Mapping[str, object]) -> None:
    """Check that exactly one of several fields is set."""
    names = [name for name, value in given.items() if value is not UNSET]
    if len(names) != 1:
        choice = ", ".join(given)
        raise ConfigError(f"{item} takes exactly one of {choice}, not {len(names)}")


def models_of(cls: type[Model], value: Any) -> tuple[Model, ...] | Unset:
    """A tuple of models, which may be given as mappings."""
    if isinstance(value, Unset):
        return value
    models: list[Model] = []
    for entry in entries_of(f"give a list of {cls.__name__}", value):
        made = cls(**cast("Mapping[str, Any]", entry)) if isinstance(entry, Mapping) else entry
        if not isinstance(made, cls):
            raise ConfigError(f"give a list of {cls.__name__}, without {type(made).__name__}")
        models.append(made)
    return tuple(models)


def entries_of(advice: str, value: Any) -> Iterable[Any]:
    """What can be walked through, and is no single thing."""
    if isinstance(value, str | Mapping | RequestModel | Entity) or not isinstance(value, Iterable):
        raise ConfigError(f"{advice}, not {type(value).__name__}")  # pyright: ignore[reportUnknownArgumentType]
    return value  # pyright: ignore[reportUnknownVariableType]


def copy_counts(value: Mapping[int, int] | Unset) -> Mapping[int, int] | Unset:
    """A map of its own."""
    return {**value} if isinstance(value, Mapping) else value


def copy_times(value: Mapping[int, datetime] | Unset) -> Mapping[int, datetime] | Unset:
    """A map of its own."""
    return {**value} if isinstance(value, Mapping) else value


class Tokened(Protocol):
    @property
    def token(self) -> str: ...


def tokens_of(value: Iterable[str | Tokened] | Unset) -> Sequence[str] | Unset:
    """The tokens of reservations, which may be given themselves."""
    if isinstance(value, Unset):
        return value
    entries = entries_of("reservations takes a list of tokens or reservations", value)
    return tuple(
        entry if isinstance(entry, str) else getattr(entry, "token", "") for entry in entries
    )

"""How a file's columns and names become a customer's, written down in a TOML file."""

import os
import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NoReturn, cast, get_args

import attrs

from gomus_async.bulk.columns import CUSTOMER_FIELDS, near_fields, shown
from gomus_async.bulk.names import NAMED_FIELDS, Aliases
from gomus_async.bulk.records import Record
from gomus_async.bulk.rows import Refused, read_row
from gomus_async.bulk.tables import Empty
from gomus_async.errors import ConfigError

__all__ = ["ImportMapping", "load_mapping"]

_TABLES: Final = ("columns", "constants", "salutations", "titles", "countries")
_TEXTS: Final = ("delimiter", "encoding", "empty")
_KEYS: Final = (*_TABLES, *_TEXTS)
_LARGEST: Final = 1 << 20


@attrs.frozen(kw_only=True)
class ImportMapping:
    """What a file's columns and names mean.

    Attributes:
        columns: The field of a customer for each column, `{"Nachname": "name"}`.
        constants: Fields that are the same in every row, `{"language_id": 1}`.
        salutations: A name or an id of the instance for each salutation in the file.
        titles: The same for titles.
        countries: The same for countries; two-letter codes count as names.
        delimiter: What stands between two cells of a CSV file.
        encoding: The encoding of a CSV file.
        empty: What an empty cell of a CSV file means: `"unset"` or `"clear"`.

    Raises:
        ConfigError: A field does not exist, or cannot have that value.
    """

    columns: Mapping[str, str] = attrs.field(factory=dict[str, str])
    constants: Mapping[str, str | int | float | bool | date] = attrs.field(factory=dict[str, Any])
    salutations: Mapping[str, str | int] = attrs.field(factory=dict[str, str | int])
    titles: Mapping[str, str | int] = attrs.field(factory=dict[str, str | int])
    countries: Mapping[str, str | int] = attrs.field(factory=dict[str, str | int])
    delimiter: str | None = None
    encoding: str | None = None
    empty: Empty | None = None

    def __attrs_post_init__(self) -> None:
        """Check all that can be checked without the file and the instance."""
        _check_columns(self.columns)
        _check_constants(self.constants)
        for kind in NAMED_FIELDS:
            _check_names(kind, getattr(self, kind))
        for name in _TEXTS:
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise ConfigError(f"{name} takes text, not {type(value).__name__}")
        if self.empty is not None and self.empty not in get_args(Empty):
            raise ConfigError(f'empty is {shown(self.empty)}; write "unset" or "clear"')
        both = sorted(set(self.constants) & set(self.columns.values()))
        if both:
            raise ConfigError(f"{both[0]} is both a column's field and a constant; remove one")

    @property
    def aliases(self) -> Aliases:
        """What the file calls salutations, titles and countries."""
        return Aliases(self.salutations, self.titles, self.countries)


def load_mapping(path: str | os.PathLike[str]) -> ImportMapping:
    """Read a mapping from a TOML file.

    The file may have the tables `[columns]`, `[constants]`, `[salutations]`, `[titles]` and
    `[countries]`, and before them the keys `delimiter`, `encoding` and `empty`.

    Args:
        path: The file.

    Returns:
        The mapping, for `csv_source` and `jsonl_source`.

    Raises:
        ConfigError: The file cannot be read, or has something that a mapping does not have.

    Example: `source = csv_source("crm.csv", mapping=load_mapping("crm.toml"))`
    """
    name = os.fspath(path)
    problem = ""
    try:
        return _built(_parsed(name))
    except ConfigError as error:
        problem = error.message
    raise ConfigError(f"{name}: {problem}")


def _parsed(name: str) -> dict[str, Any]:
    problem = ""
    try:
        with Path(name).open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) <= _LARGEST:
            return tomllib.loads(content.decode("utf-8-sig"))
        problem = "is larger than 1 MiB; name the mapping, not the file to import"
    except OSError as error:
        problem = f"cannot be read ({error.strerror or type(error).__name__}); check the path"
    except tomllib.TOMLDecodeError as error:
        problem = f"is not valid TOML: {error}"
    except UnicodeDecodeError:
        problem = "is not UTF-8; save it as UTF-8"
    except (RecursionError, ValueError):
        problem = "cannot be read; check the path, and that it is a TOML file"
    raise ConfigError(problem)


def _built(given: dict[str, Any]) -> ImportMapping:
    for key, value in given.items():
        if key not in _KEYS:
            _refuse_key(key)
        if key in _TABLES and not isinstance(value, dict):
            raise ConfigError(f"{key} is a table; write [{key}] and its lines below")
    for name in ("columns", *NAMED_FIELDS):
        for key, value in cast("dict[str, Any]", given.get(name, {})).items():
            if isinstance(value, dict):
                raise ConfigError(
                    f"[{name}] {shown(key)} is a table; put a name that has dots in quotes"
                )
    return ImportMapping(**given)


def _refuse_key(key: str) -> NoReturn:
    near = get_close_matches(key.lower(), _KEYS, n=1)
    if near:
        hint = f"did you mean {near[0]}?"
    elif key in CUSTOMER_FIELDS:
        hint = f"write it under [constants], or under [columns] as column = {key!r}"
    else:
        hint = f"a mapping has {', '.join(_KEYS)}"
    raise ConfigError(f"has no {shown(key)}; {hint}")


def _check_columns(columns: Mapping[str, object]) -> None:
    for column, field in columns.items():
        if field not in CUSTOMER_FIELDS:
            raise ConfigError(
                f"columns has {shown(column)} = {shown(field)}, which is no field of a "
                f"customer; {near_fields(field) if isinstance(field, str) else 'write its name'}"
            )


def _check_constants(constants: Mapping[str, Any]) -> None:
    if "foreign_id" in constants:
        raise ConfigError("constants has foreign_id, which differs from row to row; remove it")
    named = NAMED_FIELDS.values()
    ids = {k: v for k, v in constants.items() if not (k in named and isinstance(v, str))}
    read = read_row(Record(1, None, {"foreign_id": "any", **ids}))
    if isinstance(read, Refused):
        raise ConfigError(f"constants: {read.reasons[0]}")


def _check_names(kind: str, names: Mapping[str, object]) -> None:
    for name, to in names.items():
        if not isinstance(to, str | int) or isinstance(to, bool):
            raise ConfigError(
                f"{kind} has a {type(to).__name__} for {shown(name)}; write a name or an id of "
                "the instance"
            )

"""From the names of salutations, titles and countries to the ids that an instance has for them."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from gomus_async.bulk.columns import listed, shown
from gomus_async.bulk.values import Reader, Unfit, read_id
from gomus_async.errors import ConfigError
from gomus_async.models.common import Text
from gomus_async.models.customers import NewCustomer, Salutation, Title
from gomus_async.models.lookups import Country
from gomus_async.wire.request import CallOptions

if TYPE_CHECKING:
    from gomus_async.bulk.records import Record
    from gomus_async.client import Gomus

__all__ = ["NAMED_FIELDS", "Aliases", "Names", "load_names"]

NAMED_FIELDS: Final = MappingProxyType(
    {
        "salutations": "customer_salutation_id",
        "titles": "customer_title_id",
        "countries": "addr_country_id",
    }
)
"""The field that takes a name from each list."""

_LISTS: Final = tuple((field, name) for name, field in NAMED_FIELDS.items())

Named = Salutation | Title | Country
Row = TypeVar("Row", Salutation, Title, Country)
Fetch = Callable[["Gomus", CallOptions], Any]


@attrs.frozen
class Aliases:
    """What a file calls the salutations, titles and countries of an instance.

    Attributes:
        salutations: A name or an id of the instance by each name in the file.
        titles: The same for titles.
        countries: The same for countries; two-letter codes are names, too.
    """

    salutations: Mapping[str, str | int] = attrs.field(factory=dict[str, str | int])
    titles: Mapping[str, str | int] = attrs.field(factory=dict[str, str | int])
    countries: Mapping[str, str | int] = attrs.field(factory=dict[str, str | int])


@attrs.frozen(eq=False)
class Names:
    """Reads names where a field takes the id of a salutation, a title or a country.

    A name is compared without regard to case, spaces around it and dots at the end of a word. An
    alias counts before an id, an id before a name.

    Args:
        aliases: What the file calls them.
        salutations: Those of the instance, in all its languages; `None` if they are not known.
        titles: The same for titles.
        countries: The same for countries.

    Raises:
        ConfigError: An alias stands for a name that the instance does not have.

    Example:
        >>> names = Names(salutations=[Salutation(id=2, name={"de": "Frau", "en": "Ms"})])
        >>> names.resolve("salutations", "ms.")
        2
    """

    aliases: Aliases = Aliases()
    salutations: Collection[Salutation] | None = None
    titles: Collection[Title] | None = None
    countries: Collection[Country] | None = None
    _tables: Mapping[str, "_Table"] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Build a table for each list."""
        tables = {
            name: _Table(name, getattr(self.aliases, name), getattr(self, name))
            for name in NAMED_FIELDS
        }
        object.__setattr__(self, "_tables", tables)

    @classmethod
    def of(cls, source: object) -> "Names":
        """What is known before the instance is asked: the aliases of a source, if it has any."""
        aliases = getattr(source, "aliases", None)
        return cls(aliases) if isinstance(aliases, Aliases) else cls()

    def resolve(self, kind: str, value: Any) -> int:
        """The id for a name or an id.

        Args:
            kind: `salutations`, `titles` or `countries`.
            value: What the row says.

        Raises:
            Unfit: It is neither; says what the instance has.
        """
        return self._tables[kind].read(value)

    def lack(self, kind: str, values: Iterable[object]) -> bool:
        """Whether a list is needed to read values of its field, and is not known yet."""
        return any(map(self._tables[kind].lacks, values))

    def readers(self) -> dict[str, Reader]:
        """What reads each field that takes a name."""
        return {field: self._tables[kind].read for kind, field in NAMED_FIELDS.items()}

    def missing(self, record: "Record") -> frozenset[str]:
        """The lists that are needed to read a record, and are not known yet."""
        data = record.data
        if isinstance(data, NewCustomer):
            return frozenset()
        found: list[str] = []
        for field, kind in _LISTS:
            value = data.get(field)
            if value is not None and self._tables[kind].lacks(value):
                found.append(kind)
        return frozenset(found)


async def load_names(gomus: "Gomus", needed: Iterable[str], names: Names | None = None) -> Names:
    """Ask the instance for lists of names, in all its languages.

    Args:
        gomus: The client.
        needed: Which of `salutations`, `titles` and `countries`.
        names: What is known already, with the aliases.

    Returns:
        All of it together.

    Raises:
        ConfigError: An alias stands for a name that the instance does not have.
        GomusError: A list cannot be read.
    """
    known = names or Names()
    wanted = sorted(set(needed))
    if not wanted:
        return known
    locales = tuple(dict.fromkeys(await gomus.instance.locales()))
    loaded: dict[str, Any] = {
        kind: await _in_all(gomus, _FETCHES[kind], locales) for kind in wanted
    }
    return attrs.evolve(known, **loaded)


async def _in_all(gomus: "Gomus", fetch: Fetch, locales: tuple[str, ...]) -> list[Named]:
    """Ask in all languages at once; where the answer knows but one, in one after another."""
    together: list[Named] = await fetch(gomus, CallOptions(locale=locales or None))
    if len(locales) < 2 or not any(isinstance(row.name, str) for row in together):  # noqa: PLR2004
        return together
    for locale in locales:
        together += await fetch(gomus, CallOptions(locale=locale))
    return together


async def _salutations(gomus: "Gomus", options: CallOptions) -> list[Salutation]:
    return await gomus.customers.salutations(options=options)


async def _titles(gomus: "Gomus", options: CallOptions) -> list[Title]:
    return await gomus.customers.titles(options=options)


async def _countries(gomus: "Gomus", options: CallOptions) -> list[Country]:
    return [row async for row in gomus.lookups.countries(options=options)]


_FETCHES: Final[Mapping[str, Fetch]] = MappingProxyType(
    {"salutations": _salutations, "titles": _titles, "countries": _countries}
)


class _Table:
    """The ids behind the names of one list."""

    def __init__(
        self, kind: str, aliases: Mapping[str, str | int], rows: Collection[Named] | None
    ) -> None:
        self._kind = kind
        self._loaded = rows is not None
        self._shown: dict[str, None] = {}
        self._ids: dict[str, set[int]] = {}
        for row in rows or ():
            self._add(row)
        self._aliases = {plain(name): self._target(name, to) for name, to in aliases.items()}
        # Only what was found: names of the instance or the mapping, and nobody's else.
        self._found: dict[str, int] = {}

    def read(self, value: Any) -> int:
        if type(value) is not str:
            return read_id(value)
        found = self._found.get(value)
        if found is None:
            found = self._search(value)
            if len(self._found) < _REMEMBERED:
                self._found[value] = found
        return found

    def lacks(self, value: object) -> bool:
        """Whether a value can only be read with the list, which is not known."""
        if self._loaded or type(value) is not str or value in self._found:
            return False
        name = plain(value)
        if name in self._aliases:
            return self._aliases[name] is None
        return bool(name) and not name.isdecimal()

    def _search(self, value: str) -> int:
        name = plain(value)
        if name in self._aliases:
            alias = self._aliases[name]
            if alias is None:
                raise Unfit("is a name, and the names of the instance were not asked for")
            return alias
        if not self._loaded or name.isdecimal():
            return read_id(value)
        ids = self._ids.get(name, set())
        if len(ids) == 1:
            return next(iter(ids))
        if ids:
            few = " and ".join(str(number) for number in sorted(ids))
            raise Unfit(f"is the name of several {self._kind}; write one of the ids {few}")
        raise Unfit(f"is no id and none of the instance's {self._kind}: {self._all()}")

    def _target(self, name: str, to: str | int) -> int | None:
        """The id that an alias stands for; `None` while the names are not known."""
        if isinstance(to, int):
            return to
        ids = self._ids.get(plain(to), set())
        if len(ids) == 1 or not self._loaded:
            return next(iter(ids), None)
        problem = (
            f"several of the instance's {self._kind}; write the id"
            if ids
            else (f"none of the instance's {self._kind}: {self._all()}")
        )
        raise ConfigError(f"the mapping's {self._kind} has {shown(name)} = {shown(to)}, {problem}")

    def _add(self, row: Named) -> None:
        names = _texts(row.name)
        self._shown.update(dict.fromkeys(names[:1]))
        code = [row.code] if isinstance(row, Country) and row.code else []
        for name in (*names, *code):
            if plain(name):
                self._ids.setdefault(plain(name), set()).add(row.id)

    def _all(self) -> str:
        hint = ", or a two-letter code" if self._kind == "countries" else ""
        return (listed(list(self._shown)) or "there are none") + hint


_REMEMBERED: Final = 1000


def plain(name: str) -> str:
    """A name as it is compared: case, spaces and dots at the end of words do not count."""
    words = unicodedata.normalize("NFKC", name).casefold().split()
    return " ".join(bare for word in words if (bare := word.rstrip(".")))


def _texts(name: Text) -> list[str]:
    if isinstance(name, dict):
        return [text for text in name.values() if text]
    return [name] if name else []

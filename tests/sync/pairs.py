"""Which class of the async side has which blocking twin, found at run time."""

import functools
import inspect
import operator
import types
import typing
from collections.abc import Mapping
from typing import Any, Final

import aiohttp

from gomus_async import (
    CustomerSession,
    Document,
    Gomus,
    Hold,
    Pager,
    Response,
    SessionOrders,
    SyncAnnual,
    SyncCustomerSession,
    SyncDocument,
    SyncGomus,
    SyncHold,
    SyncPager,
    SyncSessionOrders,
    raw,
)
from gomus_async.raw import Raw
from gomus_async.resources.annual import Annual
from gomus_async.sync.facade import SyncRaw

__all__ = ["CLIENTS", "PAIRS", "RAW", "RESOURCES", "attributes", "hints", "leads_to", "twin"]

LOADED_LATER: Final[Mapping[str, Any]] = {
    # `raw` imports every resource; the client only names them.
    **{name: value for name, value in vars(raw).items() if inspect.isclass(value)},
    "Annual": Annual,
    "aiohttp": aiohttp,
}


def hints(value: Any) -> dict[str, Any]:
    """The types of a function, or of what a property returns."""
    function = value.fget if isinstance(value, property) else value
    function = function.__func__ if isinstance(function, classmethod) else function
    return typing.get_type_hints(function, localns=LOADED_LATER)


def attributes(cls: type[Any]) -> dict[str, Any]:
    """The public methods and properties of a class and its parents, as they are written."""
    kinds = (types.FunctionType, property, classmethod)
    found = {name: inspect.getattr_static(cls, name) for name in dir(cls) if name[0] != "_"}
    return {name: value for name, value in found.items() if isinstance(value, kinds)}


def leads_to(cls: type[Any], name: str) -> type[Any]:
    """The class of a property."""
    found: type[Any] = hints(inspect.getattr_static(cls, name))["return"]
    return found


RESOURCES: Final[Mapping[str, type[Any]]] = {
    name: leads_to(Gomus, name)
    for name, value in attributes(Gomus).items()
    if isinstance(value, property)
    and leads_to(Gomus, name).__module__.startswith("gomus_async.resources.")
}
PAIRS: Final[Mapping[type[Any], type[Any]]] = {
    **{cls: leads_to(SyncGomus, name) for name, cls in RESOURCES.items()},
    Annual: SyncAnnual,
    CustomerSession: SyncCustomerSession,
    SessionOrders: SyncSessionOrders,
    Document: SyncDocument,
    Hold: SyncHold,
    Pager: SyncPager,
}
CLIENTS: Final[Mapping[type[Any], type[Any]]] = {Gomus: SyncGomus, Raw: SyncRaw}
RAW: Final[Mapping[str, tuple[type[Any], type[Any]]]] = {
    name: (leads_to(Raw, name), leads_to(SyncRaw, name)) for name in RESOURCES
}
TWINS: Final = {**PAIRS, **CLIENTS, **dict(RAW.values())}


def twin(hint: Any) -> Any:
    """The type of the blocking side."""
    if isinstance(hint, type) and hint in TWINS:
        return TWINS[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is None or origin is typing.Literal:
        return hint
    if origin in {types.UnionType, typing.Union}:
        return functools.reduce(operator.or_, map(twin, arguments))
    if origin is Response or origin in TWINS:
        return TWINS.get(origin, origin)[tuple(map(twin, arguments))]
    return hint

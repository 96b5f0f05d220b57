"""JSON in the documented shape, drawn from the models' own types."""

from datetime import UTC, date, datetime
from types import NoneType
from typing import Any, get_args, get_origin

import attrs
from hypothesis import strategies as st

from gomus_async.models.common import Text

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
OFFSETS = st.sampled_from(["+02:00", "+01:00", "Z", "-03:30", "+00:00", ""])
MOMENTS = st.builds(
    "{}{}{}".format,
    st.integers(0, 2**32).map(
        lambda seconds: datetime.fromtimestamp(seconds, UTC).isoformat()[:19]
    ),
    st.sampled_from(["", ".5", ".123", ".123456"]),
    OFFSETS,
)
UNKNOWN = st.dictionaries(
    TEXT.map(lambda name: f"new_{name}"),
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**60), 2**60) | TEXT,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
        max_leaves=4,
    ),
    max_size=2,
)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(-(2**63), 2**64),
    str: TEXT,
    bool: st.booleans(),
    datetime: MOMENTS,
    date: st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat),
    NoneType: st.none(),
}


def of_type(kind: Any) -> st.SearchStrategy[Any]:
    """JSON values of an annotated type."""
    if kind == Text:
        return st.none() | TEXT | st.dictionaries(st.sampled_from(["de", "en"]), TEXT)
    if kind in PLAIN:
        return PLAIN[kind]
    if get_origin(kind) in {list, tuple}:
        return st.lists(of_type(get_args(kind)[0]), max_size=3)
    if attrs.has(kind):
        return of_model(kind)
    return st.one_of([of_type(part) for part in get_args(kind)])


def of_model(cls: Any) -> st.SearchStrategy[dict[str, Any]]:
    """JSON objects of a model: optional fields may be missing, unknown ones may be there."""
    fields = attrs.fields(cls)
    required = {f.name: of_type(f.type) for f in fields if f.default is attrs.NOTHING}
    optional = {f.name: of_type(f.type) for f in fields if f.default is not attrs.NOTHING}
    known = st.fixed_dictionaries(required, optional=optional)
    return st.builds(lambda one, other: {**one, **other}, known, UNKNOWN)

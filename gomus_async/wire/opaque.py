"""JSON of no known shape, on its way out and in, kept out of every `repr`."""

from typing import Any

import attrs

__all__ = ["JsonBody", "LooseJson"]


@attrs.frozen
class JsonBody:
    """A request body that is sent as it is."""

    json: Any = attrs.field(repr=False)


@attrs.frozen
class LooseJson:
    """An answer read as plain JSON; `None` where it is something else."""

    json: Any = attrs.field(repr=False)

"""The plan of numbered seats."""

import re
from typing import Final

from gomus_async.errors import ConfigError
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.files import MemorySink
from gomus_async.wire.request import CallOptions
from gomus_async.wire.response import Answer

__all__ = ["seating_plan"]

SVG: Final = Endpoint(
    method="GET",
    path="/seatings/{id}.svg",
    returns=Answer,
    safety=Safety.READ,
    headers={"Accept": "image/svg+xml"},
    binary=True,
    source="Public API, Events",
)
_VISUAL_URL: Final = re.compile(r"(?:/api/v4)?/seatings/(\d{1,18})\.svg\Z")


async def seating_plan(caller: Caller, visual_url: str, options: CallOptions | None) -> str:
    """The SVG behind an address.

    Raises:
        ConfigError: It is no address of a plan.
    """
    found = _VISUAL_URL.search(visual_url)
    if found is None:
        raise ConfigError("visual_url must look like /api/v4/seatings/1.svg")
    sink = MemorySink(caller.wire.settings.limits.response_bytes)
    await caller.download(SVG, sink, path={"id": int(found[1])}, options=options)
    return sink.content.decode("utf-8", "replace")

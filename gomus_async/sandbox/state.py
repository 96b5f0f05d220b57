"""Everything that one running sandbox knows, and the controls that change it."""

import random
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.data import build
from gomus_async.sandbox.faults import FaultPlan
from gomus_async.sandbox.history import History
from gomus_async.sandbox.late import LateCommits
from gomus_async.sandbox.network.ticket_demo import network_catalogue
from gomus_async.sandbox.options import Data, Options
from gomus_async.sandbox.pauses import Pauses
from gomus_async.sandbox.shop.demo import demo_catalogue
from gomus_async.sandbox.shop.products import Catalogue
from gomus_async.sandbox.store import Store


class State:
    """The store, the history, the clock and the faults of one sandbox.

    Args:
        options: of the sandbox.
        faults: to begin with.
        clock: the base of the sandbox's time.
        catalogue: of the shop; None is the demonstration's.
    """

    def __init__(
        self,
        options: Options,
        faults: str | Mapping[str, Any] | None,
        clock: Callable[[], datetime] | None,
        catalogue: Catalogue | None = None,
    ) -> None:
        self.options = options
        self.clock = Clock(clock)
        self.late = LateCommits(self.clock)
        self.pauses = Pauses()
        self._catalogue = catalogue
        self.store = self._built(options.data)
        self.history = History()
        self._random = random.Random(options.seed)
        self.set_faults(faults)

    def set_faults(self, spec: str | Mapping[str, Any] | None) -> None:
        """Replace the faults; an empty spec clears them."""
        defaults = self.options.fault_options()
        self.faults = FaultPlan(spec, seed=self.options.seed, defaults=defaults)

    def advance(self, seconds: float) -> datetime:
        """Let time pass, and land the commits that have fallen due."""
        self.clock.advance(seconds)
        self.late.settle()
        return self.clock.now()

    def reset(self, data: Data | None = None) -> None:
        """Go back to the start: data, history, clock and draws; faults are cleared.

        Late commits are dropped, and requests that are being kept waiting lose their
        connection, so that none of them reaches the new store.
        """
        self.late.drop()
        self.pauses.interrupt()
        self.clock.reset()
        self.store = self._built(data or self.options.data)
        self.history = History()
        self._random = random.Random(self.options.seed)
        self.set_faults(None)

    def _built(self, data: Data) -> Store:
        # Without demonstration data there is only what the documents themselves name.
        own = network_catalogue if data == "demo" else demo_catalogue
        catalogue = own() if self._catalogue is None else self._catalogue
        return build(data, catalogue, self.clock, self.options.inventorum_order)

    def records(self) -> list[dict[str, Any]]:
        """The history as plain dicts."""
        return self.history.records(self.clock.at)

    def request_id(self) -> str:
        """An id for one answer."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def token(self) -> str:
        """A token for a customer's session."""
        return f"{self._random.getrandbits(128):032x}"

"""An instance without sockets, in virtual time; requests outlive the clients that sent them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

import attrs

from gomus_async import (
    Customer,
    CustomerUpdate,
    ForeignIdShadowed,
    NotFound,
    RateLimited,
    Unprocessable,
)
from gomus_async.bulk.sizes import body_bytes
from gomus_async.errors import ApiError
from gomus_async.wire.codec import encode

__all__ = ["LATEST", "POISON", "Lost", "Manners", "Server", "Throttled"]

LATEST: Final = 5.0
"""How late a request is carried out, at most."""

POISON: Final = "Gift"
TORN: Final = 0.25
DELAYED: Final = 0.5


class Lost(Exception):
    """No clear answer came."""


class Throttled(Exception):
    """429: nothing was done."""


@attrs.define(kw_only=True)
class Manners:
    """How an instance behaves; some of it changes while it runs.

    Attributes:
        cap: The most rows of a batch.
        body_limit: The most bytes of a body, if there is a limit.
        atomic: Whether a refused batch leaves nothing behind.
        unique: Whether a second customer with a key is refused.
        silent: Whether an update passes over unknown keys instead of refusing.
        lists: Whether a success lists the customers.
        faults: The share of writes that are lost, in one way or another.
        throttled: The share of writes that are answered with 429.
        closed: The share of writes that end an import: 429 for a day.
    """

    cap: int
    body_limit: int | None
    atomic: bool
    unique: bool
    silent: bool
    lists: bool
    faults: float
    throttled: float
    closed: float


@attrs.define(eq=False)
class _Request:
    """A write that the server has not carried out yet."""

    work: Callable[[], object]
    sent: float
    timer: asyncio.TimerHandle | None = None


@attrs.define(kw_only=True)
class Server:
    """The customers, the requests that are still to be carried out, and what was seen of them.

    Attributes:
        sent: How many writes arrived, or got lost.
        stored: By key the names that are stored; more than one is a double.
        strange: Keys that are shadowed by somebody else's id.
        written: Keys of all writes since it was last cleared.
        blind: Creates that a look-up after the latest moment of an unclear one did not precede.
        seen: How often what happened.
    """

    manners: Manners
    rng: Random
    loop: asyncio.AbstractEventLoop
    seen: Counter[str]
    sent: int = 0
    stored: dict[str, list[str]] = attrs.field(factory=dict[str, list[str]])
    strange: set[str] = attrs.field(factory=set[str])
    written: set[str] = attrs.field(factory=set[str])
    blind: list[str] = attrs.field(factory=list[str])
    _open: set[_Request] = attrs.field(factory=set[_Request])
    _unclear: dict[str, float] = attrs.field(factory=dict[str, float])

    async def get(self, ref: str) -> Customer:
        await asyncio.sleep(self.rng.uniform(0.01, 0.15))
        customer = ref in self.stored
        shadowed = ref in self.strange
        if not customer and not shadowed:
            self._seen_absent(ref)
        await asyncio.sleep(self.rng.uniform(0.01, 0.15))
        if shadowed:
            raise ForeignIdShadowed("somebody else")
        if not customer:
            raise NotFound("404: not found", status=404)
        return Customer(id=1, foreign_id=ref)

    async def write(self, customers: Sequence[CustomerUpdate], *, create: bool) -> list[Customer]:
        """Send a batch.

        Raises:
            ApiError: It was refused.
            Throttled: It came too early.
            Lost: No answer came.
        """
        keys = [str(customer.foreign_id) for customer in customers]
        assert len(set(keys)) == len(keys), "a key twice in one batch"
        self.written.update(keys)
        fault = self._fault()
        self.seen[fault] += 1
        if fault == "closed":
            raise RateLimited("429", status=429, retry_after=86_400.0)
        if fault == "throttled":
            await asyncio.sleep(self.rng.uniform(0.01, 0.3))
            raise Throttled
        if create:
            # Poison is never stored, so it cannot be doubled.
            self._note_creates([str(c.foreign_id) for c in customers if c.name != POISON])
        self.sent += 1
        answer = self._send(fault, customers, create=create)
        settled = False
        try:
            result = await answer
            settled = True
        except ApiError:
            settled = True
            raise
        finally:
            if create and settled:
                self._forget(keys)
        return result if self.manners.lists else []

    def client_died(self) -> None:
        """What was under way is torn, goes on, or is carried out later."""
        for request in sorted(self._open, key=lambda request: request.sent):
            assert request.timer is not None
            drawn = self.rng.random()
            if drawn < TORN:
                request.timer.cancel()
                self._open.discard(request)
                self.seen["torn"] += 1
            elif drawn < TORN + DELAYED:
                request.timer.cancel()
                latest = request.sent + LATEST
                at = self.rng.uniform(self.loop.time(), max(self.loop.time(), latest))
                request.timer = self.loop.call_at(at, self._carry_out, request)
                self.seen["outlived"] += 1

    @property
    def busy(self) -> bool:
        """Whether something is still to be carried out."""
        return bool(self._open)

    def _fault(self) -> str:
        manners, drawn = self.manners, self.rng.random()
        if drawn < manners.faults:
            return self.rng.choice(("before", "after", "late"))
        drawn -= manners.faults
        if drawn < manners.throttled:
            return "throttled"
        return "closed" if drawn < manners.throttled + manners.closed else "fine"

    def _send(
        self, fault: str, customers: Sequence[CustomerUpdate], *, create: bool
    ) -> "asyncio.Future[list[Customer]]":
        loop, rng = self.loop, self.rng
        answer: asyncio.Future[list[Customer]] = loop.create_future()

        def deliver(result: list[Customer] | Exception) -> None:
            if answer.done():
                return
            if isinstance(result, Exception):
                answer.set_exception(result)
            else:
                answer.set_result(result)

        def work() -> None:
            try:
                result: list[Customer] | Exception = self._apply(customers, create=create)
            except ApiError as refusal:
                result = refusal
            if fault == "fine":
                loop.call_later(rng.uniform(0.01, 0.2), deliver, result)

        request = _Request(work, loop.time())
        if fault != "before":
            delay = rng.uniform(0.0, LATEST) if fault == "late" else rng.uniform(0.01, 0.2)
            request.timer = loop.call_later(delay, self._carry_out, request)
            self._open.add(request)
        if fault != "fine":
            loop.call_later(rng.choice((0.3, 1.0, 4.0)), deliver, Lost())
        return answer

    def _carry_out(self, request: _Request) -> None:
        self._open.discard(request)
        request.work()

    def _apply(self, customers: Sequence[CustomerUpdate], *, create: bool) -> list[Customer]:
        manners = self.manners
        length = body_bytes(sum(len(encode(None, c)) for c in customers), len(customers))
        if manners.body_limit is not None and length > manners.body_limit:
            raise ApiError("413: too large", status=413)
        if len(customers) > manners.cap:
            raise Unprocessable("422: could not be saved", status=422)
        pairs = [(str(customer.foreign_id), str(customer.name)) for customer in customers]
        good = [pair for pair in pairs if not self._is_refused(*pair, create=create)]
        if len(good) == len(pairs) or not manners.atomic:
            for key, name in good:
                self._store(key, name, create=create)
        if len(good) < len(pairs):
            if not create:
                self._seen_refused(pairs)
            raise Unprocessable("422: could not be saved", status=422)
        there = [key for key, _ in good if key in self.stored]
        return [Customer(id=1, foreign_id=key) for key in there]

    def _is_refused(self, key: str, name: str, *, create: bool) -> bool:
        if name == POISON:
            return True
        if create:
            return self.manners.unique and key in self.stored
        return key not in self.stored and not self.manners.silent

    def _store(self, key: str, name: str, *, create: bool) -> None:
        if create:
            self.stored.setdefault(key, []).append(name)
        elif key in self.stored:
            self.stored[key][0] = name

    def _note_creates(self, keys: Sequence[str]) -> None:
        """A create of a key counts as unclear until its answer, or a look-up late enough."""
        self.blind += [key for key in keys if key in self._unclear]
        now = self.loop.time()
        self._unclear.update(dict.fromkeys(keys, now))

    def _forget(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._unclear.pop(key, None)

    def _seen_absent(self, key: str) -> None:
        sent = self._unclear.get(key)
        if sent is not None and self.loop.time() >= sent + LATEST:
            del self._unclear[key]

    def _seen_refused(self, pairs: Sequence[tuple[str, str]]) -> None:
        """An update of a key alone that is refused says that it is absent."""
        if len(pairs) == 1 and pairs[0][0] not in self.stored:
            self._seen_absent(pairs[0][0])

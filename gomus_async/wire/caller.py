"""A call from end to end: deadline, gate, attempts, parse."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

import attrs

from gomus_async.errors import DeadlineExceeded, GomusError, OutcomeUnknown
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.failure import AttemptFailed, Cause
from gomus_async.wire.gate import Lane, Verdict
from gomus_async.wire.request import (
    CallOptions,
    Identity,
    PathValue,
    QueryValue,
    Request,
    build,
)
from gomus_async.wire.response import Answer, Response
from gomus_async.wire.retry import (
    COST,
    FULL_COST,
    Action,
    RetryPolicy,
    action,
    backoff_wait,
    repeat,
)
from gomus_async.wire.secret import spellings
from gomus_async.wire.shared import Wire
from gomus_async.wire.transport import Sink

__all__ = ["Caller"]

T = TypeVar("T")

NO_PATH: Final[Mapping[str, PathValue]] = MappingProxyType({})
BUDGET_NAP_S: Final = 0.5
NOT_FOUND: Final = 404
SOLD_OUT: Final = frozenset({409, 422})
MIN_ATTEMPT_S: Final = 0.001

# Bound once: on Python 3.11 every look at an enum's member is a call.
_READ: Final = Safety.READ
_FINE: Final = Verdict.FINE
_FAILED: Final = Verdict.FAILED

log = logging.getLogger("gomus_async")


@attrs.define(eq=False, repr=False)
class _Call:
    """One call under way: what its attempts share."""

    endpoint: Endpoint[Any]
    request: Request
    policy: RetryPolicy
    started: float
    deadline: float
    timeout: float
    loop: asyncio.AbstractEventLoop
    sink: Sink | None = None
    attempts: int = 0
    polls: int = 0
    sent_at: datetime | None = None
    answer: Answer | None = None
    reason: Cause = Cause.NOT_SENT
    wait: float = 0.0
    late: bool = False
    turned_away: bool = False
    unclear: bool = False


@attrs.define(eq=False)
class Caller:
    """Makes calls on behalf of one identity. Cheap to copy with another one.

    Attributes:
        wire: Shared with all other callers of the client.
        identity: Token, shop, locale.
        lane: What the calls are part of.
        policy: How patient they are; `None` for what the settings say.
        record: Told of every response, for those who want more than its value.
        on_unclear: Told when a write is repeated that may have been applied.
        before_send: Waited for before each attempt of a write, once it is its turn.
    """

    wire: Wire = attrs.field(repr=False)
    identity: Identity
    lane: Lane = Lane.SINGLE
    policy: RetryPolicy | None = None
    record: Callable[[Response[Any]], None] | None = None
    on_unclear: Callable[[], None] | None = None
    before_send: Callable[[], Awaitable[None]] | None = None

    @property
    def zone(self) -> tzinfo:
        """The instance's zone."""
        return self.wire.settings.zone

    def call(
        self,
        endpoint: Endpoint[T],
        *,
        path: Mapping[str, PathValue] = NO_PATH,
        query: Mapping[str, QueryValue] | None = None,
        body: object = None,
        options: CallOptions | None = None,
    ) -> Coroutine[Any, Any, T]:
        """Make a call; what is to be awaited brings the value of its answer."""
        request = build(endpoint, self.identity, path=path, query=query, body=body, options=options)
        # A traceback that shows local variables must not show these.
        del path, query, body
        call = self._begin(endpoint, request, options)
        return self._recorded(call) if self.record is not None else self._perform(call)

    async def _recorded(self, call: _Call) -> Any:
        return (await self._responded(call)).value

    async def respond(
        self,
        endpoint: Endpoint[T],
        *,
        path: Mapping[str, PathValue] = NO_PATH,
        query: Mapping[str, QueryValue] | None = None,
        body: object = None,
        options: CallOptions | None = None,
    ) -> Response[T]:
        """Make a call and return its whole answer.

        Raises:
            GomusError: Whatever of the tree applies.
        """
        request = build(endpoint, self.identity, path=path, query=query, body=body, options=options)
        # A traceback that shows local variables must not show these.
        del path, query, body
        return await self._responded(self._begin(endpoint, request, options))

    async def _responded(self, call: _Call) -> Response[Any]:
        response = self._response(call, await self._perform(call))
        if self.record is not None:
            self.record(response)
        return response

    async def _perform(self, call: _Call) -> Any:
        """The first attempt, and whatever follows from it."""
        try:
            return await self._attempt(call)
        except AttemptFailed as failed:
            first = failed
        return await self._after(call, first)

    def _begin(self, endpoint: Endpoint[T], request: Request, options: CallOptions | None) -> _Call:
        loop = asyncio.get_running_loop()
        self.wire.bind(loop)
        self.wire.counters.calls += 1
        now = loop.time()
        times = self.wire.settings.timeouts
        allowed = times.batch_deadline if endpoint.batch else times.deadline
        timeout = times.attempt
        if options is not None:
            allowed = options.deadline or allowed
            timeout = options.timeout or timeout
        policy = self.policy or self.wire.policy
        return _Call(endpoint, request, policy, now, now + allowed, timeout, loop)

    async def download(
        self,
        endpoint: Endpoint[Answer],
        sink: Sink,
        *,
        path: Mapping[str, PathValue] = NO_PATH,
        query: Mapping[str, QueryValue] | None = None,
        options: CallOptions | None = None,
    ) -> Answer:
        """Make a call whose answer goes to a sink, chunk by chunk.

        An attempt lasts as long as its chunks keep coming and the deadline allows.
        """
        request = build(endpoint, self.identity, path=path, query=query, body=None, options=options)
        # A traceback that shows local variables must not show these.
        del path, query
        call = self._begin(endpoint, request, options)
        call.sink = sink
        if options is None or options.timeout is None:
            call.timeout = call.deadline - call.started
        answer = cast("Answer", await self._perform(call))
        if self.record is not None:
            self.record(self._response(call, answer))
        return answer

    async def _attempt(self, call: _Call) -> Any:
        """One attempt, through the gate."""
        wire, gate, loop = self.wire, self.wire.gate, call.loop
        began = loop.time() if call.attempts else call.started
        turn = gate.try_enter(self.lane, began)
        if not turn:
            turn = await self._wait_for_slot(call)
            began = loop.time()
        verdict, round_trip = _FAILED, None
        try:
            if call.endpoint.safety is not _READ:
                if self.before_send is not None:
                    await self.before_send()
                    began = loop.time()
                call.sent_at = wire.now()
            call.attempts += 1
            wire.counters.attempts += 1
            ends = min(began + call.timeout, max(call.deadline, began + MIN_ATTEMPT_S))
            answer = await wire.transport.send(call.request, began, ends, call.sink)
            call.answer = answer
            wire.counters.answers += 1
            value = self._value(call, answer)
            verdict, round_trip = _FINE, loop.time() - began
        except AttemptFailed as failed:
            verdict = self._judge(call, failed, loop.time())
            raise
        finally:
            now = loop.time()
            gate.leave(turn, self.lane, verdict, now, round_trip)
            if call.attempts == 1:
                wire.budget.deposit(now)
        return value

    async def _wait_for_slot(self, call: _Call) -> int:
        """Wait for a turn, unless it cannot come before the deadline."""
        if self.wire.gate.paused_until < call.deadline:
            turn = await self.wire.gate.enter(self.lane, call.deadline)
            if turn and call.loop.time() + MIN_ATTEMPT_S <= call.deadline:
                return turn
            if turn:
                self.wire.gate.leave(turn, self.lane, _FAILED, call.loop.time(), None)
        call.turned_away = True
        raise AttemptFailed(
            Cause.NOT_SENT,
            DeadlineExceeded("the deadline does not leave time for the call's turn"),
        )

    def _judge(self, call: _Call, failed: AttemptFailed, now: float) -> Verdict:
        """What a failure says about load; a `Retry-After` makes everybody wait."""
        if failed.cause in {Cause.NOT_SENT, Cause.CERTIFICATE}:
            self.wire.counters.not_sent += 1
        if failed.throttling:
            if failed.wait is not None and failed.wait <= call.policy.retry_after_cap:
                self.wire.gate.pause(failed.wait, now)
            return Verdict.OVERLOADED
        if failed.cause is Cause.TIMED_OUT:
            return Verdict.OVERLOADED
        if failed.cause is Cause.SERVER_ERROR:
            return Verdict.SERVER_ERROR
        return Verdict.FINE if failed.answered else Verdict.FAILED

    def _response(self, call: _Call, value: T) -> Response[T]:
        answer = call.answer or Answer(0, {}, b"")
        return Response(
            status=answer.status,
            headers=answer.headers,
            request_id=answer.request_id,
            attempts=call.attempts,
            elapsed=asyncio.get_running_loop().time() - call.started,
            body=answer.body,
            value=value,
        )

    def _value(self, call: _Call, answer: Answer) -> Any:
        if call.unclear and call.endpoint.method == "DELETE" and answer.status == NOT_FOUND:
            return None
        return self.wire.parser.value(call.endpoint, answer, lambda: self._secrets(call.request))

    def _secrets(self, request: Request) -> list[str]:
        """What must not show even if the server sends it back."""
        token = self.identity.token
        tokens = [] if token is None else [token.reveal()]
        tokens += request.secrets
        tokens += [v for v in self.identity.session_headers.values() if v != "Bearer"]
        return spellings(tokens)

    async def _after(self, call: _Call, first: AttemptFailed) -> Any:
        """A first attempt has failed: repeat as far as is safe, then say what is known."""
        try:
            return await repeat(
                first,
                lambda _: self._attempt_again(call),
                lambda failed, number: self._may_repeat(call, failed, number),
                lambda _failed, _number: call.wait,
                asyncio.sleep,
            )
        except AttemptFailed as failed:
            last = failed
        raise self._final(call, last)

    async def _attempt_again(self, call: _Call) -> Any:
        reason = call.reason
        if call.policy.waits_for_budget:
            await self._wait_for_budget(call, reason)
        self.wire.counters.retries[reason.value] += 1
        log.debug(
            "retry of %s after %s, attempt %d", call.endpoint.name, reason.value, call.attempts + 1
        )
        return await self._attempt(call)

    async def _wait_for_budget(self, call: _Call, reason: Cause) -> None:
        loop = asyncio.get_running_loop()
        cost = COST.get(reason, FULL_COST)
        while not self.wire.budget.withdraw(cost, loop.time()):
            if loop.time() >= call.deadline:
                return
            await asyncio.sleep(BUDGET_NAP_S)

    def _may_repeat(self, call: _Call, failed: AttemptFailed, number: int) -> bool:
        """Whether another attempt follows; then `call` holds the wait before it."""
        policy, settings = call.policy, self.wire.settings
        todo = action(call.endpoint.safety, failed.cause, settings.backoff, strict=policy.strict)
        reading = call.endpoint.safety is Safety.READ
        patient = reading and policy.attempts is None
        once_more = todo is Action.REPEAT_ONCE and (number == 1 or patient)
        allowed = todo is Action.REPEAT or (once_more and (reading or not failed.success))
        most = policy.attempts or math.inf
        if failed.cause is Cause.PENDING:
            # Asking again for what is being made is no second try.
            call.polls += 1
            most = math.inf
        if failed.cause is Cause.NOT_SENT and not self.wire.counters.answers:
            # Patience is for a server that has been there.
            most = settings.backoff.attempts
        if not allowed or call.turned_away or number - call.polls >= most:
            return False
        now = asyncio.get_running_loop().time()
        call.wait = backoff_wait(settings.backoff, failed, number, self.wire.rng)
        if failed.wait is not None and failed.wait > policy.retry_after_cap:
            return False
        if now + call.wait >= call.deadline:
            call.late = True
            return False
        call.reason = failed.cause
        call.unclear = call.unclear or failed.unclear
        if failed.unclear and not reading and self.on_unclear is not None:
            self.on_unclear()
        if policy.waits_for_budget:
            return True
        if self.wire.budget.withdraw(COST.get(failed.cause, FULL_COST), now):
            return True
        failed.error.retry_budget_exhausted = True
        return False

    def _final(self, call: _Call, failed: AttemptFailed) -> GomusError:
        """The error that ends the call."""
        error, safety = failed.error, call.endpoint.safety
        error.endpoint, error.attempts = call.endpoint.name, call.attempts
        todo = action(safety, failed.cause, self.wire.settings.backoff, strict=call.policy.strict)
        if safety is Safety.REPLACE:
            unknown = failed.cause in {Cause.DROPPED, Cause.BAD_HEAD}
        else:
            unknown = failed.unclear and todo is not Action.REPEAT
        # That the last attempt was not sent says nothing of the one before it.
        lost = failed.cause in {Cause.NOT_SENT, Cause.THROTTLED} or failed.status == NOT_FOUND
        if safety is Safety.ONCE:
            # Whatever refuses now may do so because the attempt before was applied.
            lost = True
        if safety is Safety.HOLD:
            # What is sold out may be held by the attempt before.
            lost = lost or failed.status in SOLD_OUT
        unknown = unknown or (call.unclear and lost)
        if unknown and safety is not Safety.READ:
            return self._unknown(call, failed)
        if failed.cause is Cause.PENDING:
            return DeadlineExceeded(
                "it was not ready in time (202); ask again later",
                endpoint=call.endpoint.name,
                attempts=call.attempts,
            )
        if call.late and failed.wait is None and failed.cause is not Cause.NOT_SENT:
            return DeadlineExceeded(
                f"the deadline does not allow another attempt; the last one: {error.message}",
                endpoint=call.endpoint.name,
                attempts=call.attempts,
            )
        return error

    def _unknown(self, call: _Call, failed: AttemptFailed) -> OutcomeUnknown:
        likely = "it was most likely applied" if failed.success else "it may have been applied"
        # What to do about the answer by itself would be the wrong advice here.
        hint = getattr(failed.error, "hint", "")
        said = failed.error.message.removesuffix(f" ({hint})")
        return OutcomeUnknown(
            f"sent, but no clear answer came ({said}); {likely}: look before you send it again",
            sent_at=call.sent_at,
            fingerprint=call.request.fingerprint,
            likely_applied=failed.success,
            status=failed.status,
            endpoint=call.endpoint.name,
            attempts=call.attempts,
        )

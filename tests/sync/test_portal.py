"""Blocking calls into the background loop."""

import asyncio
import contextvars
import pickle
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Never

import pytest

from gomus_async.errors import ConfigError, NotFound
from gomus_async.sync.portal import Portal, portal

LIMIT_S = 10.0


@pytest.fixture
def gate() -> Iterator[Portal]:
    own = Portal()
    yield own
    own._end()


async def echo(value: Any, *, more: Any = None) -> Any:
    return value, more


async def fail(error: BaseException) -> Never:
    raise error


async def thread() -> threading.Thread:
    return threading.current_thread()


def loop_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "gomus-sync"]


class Waiting:
    """A call that ends when it is cancelled, or released."""

    def __init__(self, cleanup: Callable[[], None] = lambda: None) -> None:
        self.started = threading.Event()
        self.cancelled = False
        self.release = asyncio.Event()
        self._cleanup = cleanup

    async def __call__(self) -> str:
        self.started.set()
        try:
            await self.release.wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            self.cancelled = True
            self._cleanup()
            raise
        return "released"

    async def let_go(self) -> None:
        self.release.set()


class InterruptionError(BaseException):
    """What a test interrupts a waiting thread with."""


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Callable[[Waiting], None]:
    """Has the first wait fail as by Ctrl-C, once the call has begun."""

    def prepare(waiting: Waiting) -> None:
        from gomus_async.sync.job import Job

        wait = Job.wait

        def wait_once(self: Job[Any], seconds: float | None = None) -> bool:
            if seconds is None:
                assert waiting.started.wait(LIMIT_S)
                raise InterruptionError
            return wait(self, seconds)

        monkeypatch.setattr(Job, "wait", wait_once)

    return prepare


def test_one_portal_per_process() -> None:
    assert portal() is portal()


def test_call_passes_arguments_and_result(gate: Portal) -> None:
    assert gate.call(echo, 1, more=2) == (1, 2)


def test_calls_share_one_daemon_thread_that_starts_with_the_first(gate: Portal) -> None:
    before = loop_threads()
    threads = {gate.call(thread) for _ in range(3)}
    assert threads == set(loop_threads()) - set(before)
    (only,) = threads
    assert only.daemon


def test_function_is_called_on_the_loop(gate: Portal) -> None:
    def begin() -> Any:
        return asyncio.get_running_loop().create_task(echo("awaitable"))

    assert gate.call(begin) == ("awaitable", None)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        NotFound("x", status=404),
        SystemExit(3),
        KeyboardInterrupt(),
        asyncio.CancelledError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_reach_the_caller_and_the_loop_goes_on(gate: Portal, error: BaseException) -> None:
    error.add_note("noted")
    before = gate.call(thread)
    with pytest.raises(type(error)) as caught:
        gate.call(fail, error)
    assert caught.value is error
    assert error.__notes__ == ["noted"]
    assert gate.call(thread) is before


def test_error_of_a_child_task_does_not_end_the_loop(gate: Portal) -> None:
    async def parent() -> None:
        await asyncio.create_task(fail(SystemExit(3)))

    with pytest.raises(SystemExit):
        gate.call(parent)
    assert gate.call(echo, 1) == (1, None)


def test_function_that_cannot_be_called(gate: Portal) -> None:
    with pytest.raises(TypeError, match="unexpected keyword"):
        gate.call(echo, 1, other=2)  # type: ignore[call-arg]


def test_traceback_leads_to_the_coroutine(gate: Portal) -> None:
    with pytest.raises(ValueError, match="x") as caught:
        gate.call(fail, ValueError("x"))
    names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert names[0] == "test_traceback_leads_to_the_coroutine"
    assert names[-1] == "fail"
    assert "_run" not in names


def test_traceback_does_not_show_arguments(gate: Portal) -> None:
    with pytest.raises(TypeError) as caught:
        gate.call(echo, "s3cret", wrong="s3cret")  # type: ignore[call-arg]
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    within = [frame for frame in frames.stack if "gomus_async" in frame.filename]
    assert within
    assert "s3cret" not in str([frame.locals for frame in within])


def test_context_variables_travel(gate: Portal) -> None:
    variable = contextvars.ContextVar("variable", default="unset")

    async def read_and_write() -> str:
        before = variable.get()
        variable.set("by the coroutine")
        return before

    variable.set("by the caller")
    assert gate.call(read_and_write) == "by the caller"
    assert variable.get() == "by the caller"


def test_interruption_cancels_and_waits_for_the_cleanup(
    gate: Portal, interrupt: Callable[[Waiting], None]
) -> None:
    waiting = Waiting()
    interrupt(waiting)
    with pytest.raises(InterruptionError) as caught:
        gate.call(waiting)
    assert waiting.cancelled
    assert not hasattr(caught.value, "__notes__")


def test_interruption_tells_of_a_failed_cleanup(
    gate: Portal, interrupt: Callable[[Waiting], None]
) -> None:
    def break_down() -> None:
        raise OSError("disk full")

    waiting = Waiting(break_down)
    interrupt(waiting)
    with pytest.raises(InterruptionError) as caught:
        gate.call(waiting)
    assert caught.value.__notes__ == [
        "the call failed while it was cancelled: OSError('disk full')"
    ]


def test_interruption_does_not_wait_for_ever(interrupt: Callable[[Waiting], None]) -> None:
    gate = Portal(grace=0.05)
    stuck = threading.Event()

    def block() -> None:
        assert stuck.wait(LIMIT_S)

    waiting = Waiting(block)
    interrupt(waiting)
    with pytest.raises(InterruptionError) as caught:
        gate.call(waiting)
    assert caught.value.__notes__ == ["the call did not end within 0.05 s and was left behind"]
    (running,) = [thread for thread in loop_threads() if thread is gate._home._thread]  # type: ignore[union-attr]
    stuck.set()
    gate._end()
    running.join(LIMIT_S)
    assert not running.is_alive()


@pytest.mark.parametrize(
    "steps",
    [
        ["cancel", "start"],
        pytest.param(
            ["start", "cancel"],
            marks=pytest.mark.skipif(
                sys.version_info >= (3, 12), reason="the first step comes with the start"
            ),
        ),
    ],
    ids="-".join,
)
def test_call_that_is_cancelled_before_it_began(gate: Portal, steps: list[str]) -> None:
    from gomus_async.sync.job import Job

    begun: list[str] = []

    async def begin() -> None:
        begun.append("begun")

    async def start_and_cancel() -> Job[None]:
        job = Job(begin, LIMIT_S)
        job.home = gate._home
        do = {"start": lambda: job.start(asyncio.get_running_loop()), "cancel": job.cancel}
        for step in steps:
            do[step]()
        return job

    job = gate.call(start_and_cancel)
    assert job.wait(LIMIT_S)
    with pytest.raises(asyncio.CancelledError):
        job.result()
    assert begun == []


def test_call_on_the_loop_itself_is_refused(gate: Portal) -> None:
    async def outer() -> None:
        gate.call(echo, 1)

    with pytest.raises(RuntimeError, match=r"echo was called.*use the async client and await it"):
        gate.call(outer)


def test_iteration_on_the_loop_itself_is_refused(gate: Portal) -> None:
    async def items() -> Any:
        yield 1

    async def outer() -> None:
        next(gate.iterate(items))

    with pytest.raises(RuntimeError, match="use the async client"):
        gate.call(outer)


def test_call_from_a_worker_thread_of_the_loop(gate: Portal) -> None:
    async def outer() -> Any:
        return await asyncio.to_thread(gate.call, echo, 1)

    assert gate.call(outer) == (1, None)


async def test_call_while_another_loop_runs_here(gate: Portal) -> None:
    assert gate.call(echo, 1) == (1, None)


def test_ten_threads_wait_at_the_same_time(gate: Portal) -> None:
    inside = 0
    everybody = asyncio.Event()

    async def meet() -> None:
        nonlocal inside
        inside += 1
        if inside == 10:
            everybody.set()
        await everybody.wait()

    with ThreadPoolExecutor(10) as pool:
        calls = [pool.submit(gate.call, meet) for _ in range(10)]
        for call in calls:
            call.result(LIMIT_S)
    assert inside == 10


def test_end_cuts_calls_short(gate: Portal) -> None:
    waiting = Waiting()
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(gate.call, waiting)
        assert waiting.started.wait(LIMIT_S)
        gate._end()
        with pytest.raises(ConfigError, match="its event loop was closed"):
            pending.result(LIMIT_S)
    assert waiting.cancelled


def test_end_cancels_what_calls_left_behind(gate: Portal) -> None:
    keeper = Waiting()
    tasks: list[asyncio.Task[str]] = []

    async def leave_behind() -> None:
        tasks.append(asyncio.create_task(keeper()))
        await asyncio.sleep(0)

    gate.call(leave_behind)
    before = gate.call(thread)
    gate._end()
    assert keeper.cancelled
    assert tasks[0].cancelled()
    assert not before.is_alive()


def test_rest_ends_an_idle_thread_and_the_next_call_starts_another(gate: Portal) -> None:
    gate.rest()
    first = gate.call(thread)
    gate.rest()
    gate.rest()
    assert not first.is_alive()
    assert gate.call(thread) is not first
    assert gate.generation == 0


def test_rest_leaves_a_loop_alone_that_is_at_work(gate: Portal) -> None:
    waiting = Waiting()
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(gate.call, waiting)
        assert waiting.started.wait(LIMIT_S)
        gate.rest()
        gate.call(waiting.let_go)
        assert pending.result(LIMIT_S) == "released"


def test_no_call_while_the_interpreter_shuts_down(
    gate: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.is_finalizing", lambda: True)
    with pytest.raises(ConfigError, match="the interpreter is shutting down"):
        gate.call(echo, 1)


def test_no_thread_can_be_started(gate: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(ConfigError, match="there are too many"):
        gate.call(echo, 1)


def test_generation_grows_in_a_child_only(gate: Portal) -> None:
    before = gate.call(thread)
    home = gate._home
    gate._reset()
    assert gate.generation == 1
    assert gate.call(thread) is not before
    assert home is not None
    assert not home.schedule(lambda: None)
    home.forked = False
    home.end()


def test_portal_does_not_pickle(gate: Portal) -> None:
    with pytest.raises(TypeError, match="does not pickle"):
        pickle.dumps(gate)

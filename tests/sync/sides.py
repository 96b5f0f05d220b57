"""One scenario for both sides: it is written as for `Gomus`, and `SyncGomus` is made to fit.

Where a scenario runs on the blocking side there is no event loop: nothing in it may suspend.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator
from typing import Any, Final, Protocol, Self

from gomus_async import Gomus, SyncGomus, bulk, sync

__all__ = ["SIDES", "Scenario", "Side"]


class Scenario(Protocol):
    """What a shop or an office does, with a client of either side."""

    def __call__(self, side: "Side", gomus: Any) -> Coroutine[Any, Any, Any]: ...


class Side(Protocol):
    """How to run a scenario, and what the scenario cannot take from the client."""

    def client(self, url: str, **arguments: Any) -> Any: ...

    def run(self, scenario: Coroutine[Any, Any, Any]) -> Any: ...

    def import_customers(self, gomus: Any, rows: Any, **arguments: Any) -> Awaitable[Any]: ...


class Async:
    """`Gomus`, as it is."""

    def client(self, url: str, **arguments: Any) -> Gomus:
        return Gomus(url, **arguments)

    def run(self, scenario: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run(scenario)

    def import_customers(self, gomus: Any, rows: Any, **arguments: Any) -> Awaitable[Any]:
        return bulk.import_customers(gomus, rows, **arguments)


class Blocking:
    """`SyncGomus`, behind a mask."""

    def client(self, url: str, **arguments: Any) -> "_Masked":
        return _Masked(SyncGomus(url, **arguments))

    def run(self, scenario: Coroutine[Any, Any, Any]) -> Any:
        try:
            scenario.send(None)
        except StopIteration as end:
            return end.value
        raise AssertionError("a blocking call did not block")

    def import_customers(self, gomus: Any, rows: Any, **arguments: Any) -> "_Done":
        return _Done(sync.import_customers(gomus.bare, rows, **arguments))


class _Done:
    """A value that can be awaited, and is there already."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __await__(self) -> Generator[Any, None, Any]:
        return self._value
        yield

    async def __aiter__(self) -> AsyncIterator[Any]:
        for item in self._value:
            yield item


class _Masked:
    """Something of the blocking side that looks as if it were not."""

    def __init__(self, bare: Any) -> None:
        self.bare = bare

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.bare, "close" if name == "aclose" else name)
        if not callable(value):
            return _masked(value)
        call: Callable[..., Any] = value

        def called(*args: Any, **kwargs: Any) -> Any:
            result = _masked(call(*args, **kwargs))
            return result if isinstance(result, _Masked) else _Done(result)

        return called

    def __await__(self) -> Generator[Any, None, Self]:
        return self
        yield

    async def __aenter__(self) -> Self:
        self.bare.__enter__()
        return self

    async def __aexit__(self, *error: object) -> None:
        self.bare.__exit__(*error)

    async def __aiter__(self) -> AsyncIterator[Any]:
        for item in self.bare:
            yield item


def _masked(value: Any) -> Any:
    is_blocking = type(value).__module__.startswith("gomus_async.sync.")
    return _Masked(value) if is_blocking else value


SIDES: Final[dict[str, Side]] = {"async": Async(), "blocking": Blocking()}

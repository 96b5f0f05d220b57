"""What the twins are built from: values per process, and calls that hide their arguments."""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

from gomus_async.sync.portal import portal

__all__ = ["PerProcess", "Sealed"]

P = ParamSpec("P")
T = TypeVar("T")


class PerProcess(Generic[T]):
    """A value that a forked child makes anew. That of the parent is kept, and left alone.

    Args:
        make: Makes it; called at once, and by each child that asks.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made = {portal().generation: make()}

    def get(self) -> T:
        """The value of this process."""
        generation = portal().generation
        try:
            return self._made[generation]
        except KeyError:
            # Two threads may get here at once; both are to have the same.
            return self._made.setdefault(generation, self._make())

    def made(self) -> T | None:
        """The value of this process, unless it was never asked for."""
        return self._made.get(portal().generation)


class Sealed(Generic[T]):
    """A call that is yet to be made. A traceback that shows local variables shows it closed.

    Args:
        function: What to call.
        args: Its arguments.
        kwargs: Its arguments by name.
    """

    def __init__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> None:
        self._function = function
        self._args = args
        self._kwargs = kwargs

    def __call__(self) -> T:
        """Make the call."""
        return self._function(*self._args, **self._kwargs)

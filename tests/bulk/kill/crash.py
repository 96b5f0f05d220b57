"""Places at which a process that imports ends itself with SIGKILL, by name."""

import os
import pathlib
import signal
import socket
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Final

import attrs

from gomus_async.bulk.intake import Intake
from gomus_async.bulk.journal import Journal
from gomus_async.bulk.placing import Placer
from gomus_async.bulk.rejects import Reject, RejectsFile
from gomus_async.bulk.sending import BatchCustomers
from gomus_async.bulk.sizes import BatchSize
from gomus_async.resources.customers import Customers

__all__ = ["POINTS", "RESUMING", "install"]


@attrs.define
class Fuse:
    """Ends the process when it is lit for the nth time."""

    nth: int
    lit: int = 0

    @property
    def burns(self) -> bool:
        self.lit += 1
        return self.lit == self.nth

    def light(self) -> None:
        if self.burns:
            die()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _before(owner: Any, *names: str) -> Callable[[Fuse], None]:
    def install(fuse: Fuse) -> None:
        def wrapped(step: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **options: Any) -> Any:
                fuse.light()
                return step(*args, **options)

            return call

        for name in names:
            setattr(owner, name, wrapped(getattr(owner, name)))

    return install


def _after(owner: Any, *names: str) -> Callable[[Fuse], None]:
    """After a coroutine has returned."""

    def install(fuse: Fuse) -> None:
        def wrapped(step: Callable[..., Any]) -> Callable[..., Any]:
            async def call(*args: Any, **options: Any) -> Any:
                result = await step(*args, **options)
                fuse.light()
                return result

            return call

        for name in names:
            setattr(owner, name, wrapped(getattr(owner, name)))

    return install


def _after_change(owner: Any, name: str) -> Callable[[Fuse], None]:
    """After a function has returned."""

    def install(fuse: Fuse) -> None:
        step = getattr(owner, name)

        def call(*args: Any, **options: Any) -> Any:
            result = step(*args, **options)
            fuse.light()
            return result

        setattr(owner, name, call)

    return install


def _sending(share: float) -> Callable[[Fuse], None]:
    """When this share of a batch has been handed to the kernel."""

    def install(fuse: Fuse) -> None:
        def cut(sock: socket.socket, data: bytes) -> None:
            if b'{"customer":' in data and fuse.burns:
                _send(sock, data[: int(share * len(data))])
                die()

        def send(sock: socket.socket, data: Any, *flags: int) -> int:
            cut(sock, bytes(data))
            return _send(sock, data, *flags)

        def sendmsg(sock: socket.socket, buffers: Any, *rest: Any) -> int:
            parts = list(buffers)
            cut(sock, b"".join(map(bytes, parts)))
            return _sendmsg(sock, parts, *rest)

        _send, _sendmsg = socket.socket.send, socket.socket.sendmsg
        for name, step in {"send": send, "sendmsg": sendmsg}.items():
            setattr(socket.socket, name, step)

    return install


def _committing(*, done: bool) -> Callable[[Fuse], None]:
    """With a group of jobs written, just before its commit or just after."""

    def install(fuse: Fuse) -> None:
        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                if sql == "COMMIT" and not done:
                    fuse.light()
                cursor = super().execute(sql, *values)
                if sql == "COMMIT" and done:
                    fuse.light()
                return cursor

        connect = sqlite3.connect

        def connected(*args: Any, **options: Any) -> sqlite3.Connection:
            return connect(*args, factory=Connection, **options)

        setattr(sqlite3, "connect", connected)  # noqa: B010 - typed as a function

    return install


def _bisecting(fuse: Fuse) -> None:
    """Between the halves of a refused batch."""
    bisect = Placer._bisect

    async def call(placer: Placer, rows: Any, size: Any, send: Any, **options: Any) -> bool:
        halves = 0

        async def half(part: Sequence[Any]) -> bool:
            nonlocal halves
            halves += 1
            if halves == 2:
                fuse.light()
            return bool(await send(part))

        return await bisect(placer, rows, size, half, **options)

    setattr(Placer, "_bisect", call)  # noqa: B010 - typed as a method


def _rejecting(fuse: Fuse) -> None:
    """With half a line in the rejects file."""
    write = RejectsFile.write

    def call(file: RejectsFile, reject: Reject) -> None:
        if fuse.burns and file._file is not None:
            file._file.write(f'{{"position": {reject.position}, "reasons": ["Cust')
            file._file.flush()
            die()
        write(file, reject)

    setattr(RejectsFile, "write", call)  # noqa: B010 - typed as a method


POINTS: Final[dict[str, Callable[[Fuse], None]]] = {
    "k01_before_intent": _before(Journal, "intend"),
    "k02_after_intent": _after(Journal, "intend"),
    "k03_during_send": _sending(0.5),
    "k04_after_send": _sending(1.0),
    "k05_after_response": _after(BatchCustomers, "create_batch", "update_batch"),
    "k06_before_done": _before(Journal, "end"),
    "k07_in_group_commit": _committing(done=False),
    "k07_after_group_commit": _committing(done=True),
    "k08_during_look_up": _after(Customers, "get"),
    "k09_during_bisect": _bisecting,
    "k10_after_cap_update": _after_change(BatchSize, "too_many"),
    "k10_before_cap_kept": _before(Journal, "learn"),
    "k11_in_reject_write": _rejecting,
    "k11_after_reject_write": _after_change(RejectsFile, "write"),
}
"""In a run, anew or again."""

RESUMING: Final[dict[str, Callable[[Fuse], None]]] = {
    "k12_past_read": _after(Journal, "digests"),
    "k12_rejects_kept": _before(pathlib.Path, "replace"),
    "k12_rejects_replaced": _after_change(pathlib.Path, "replace"),
    "k12_past_row_met": _before(Intake, "_has_ended"),
    "k12_first_intent": _before(Journal, "intend"),
}
"""In a run that goes on with another."""


def install(point: str, nth: int) -> None:
    """Let the process end at a point, when it comes there for the nth time."""
    {**POINTS, **RESUMING}[point](Fuse(nth))

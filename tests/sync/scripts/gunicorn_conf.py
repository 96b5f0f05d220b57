"""Says when requests can be sent."""

# ruff: noqa: T201 - the test reads what is printed

from typing import Any


def when_ready(server: object) -> None:
    print("ready", flush=True)


def worker_exit(server: object, worker: Any) -> None:
    # Otherwise gunicorn leaves that to the interpreter's end, which warns.
    for listener in worker.sockets:
        listener.close()

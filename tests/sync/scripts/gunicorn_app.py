"""An application that makes a call in the master, which preloads it, and one for each request.

Also the configuration of the gunicorn that runs it.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from tests.sync.scripts.blocking import SyncGomus

gomus = SyncGomus(os.environ["GOMUS_TEST_URL"])
master = os.getpid()
before = gomus.request("GET", "/version").status

Start = Callable[[str, list[tuple[str, str]]], object]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    status = gomus.request("GET", "/version").status
    elsewhere = os.getpid() != master
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{before} {status} {elsewhere}".encode()]

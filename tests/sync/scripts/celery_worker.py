"""A prefork worker whose parent has used the client before. The task ends the worker."""

# ruff: noqa: T201 - the test reads what is printed

import os
import signal
import sys
import warnings
from contextlib import suppress
from pathlib import Path

from celery import Celery  # type: ignore[import-untyped]

from tests.sync.scripts.blocking import SyncGomus

url, results = sys.argv[1], Path(sys.argv[2])
gomus = SyncGomus(url)
app = Celery("worker", broker="memory://")
app.conf.update(
    worker_concurrency=1,
    worker_enable_remote_control=False,
    # Otherwise its log would swallow what is written to standard error.
    worker_redirect_stdouts=False,
)
parent = os.getpid()


@app.task
def version() -> None:
    status = gomus.request("GET", "/version").status
    results.write_text(f"{before} {status} {os.getpid() != parent}")
    os.kill(parent, signal.SIGTERM)


if __name__ == "__main__":
    # Celery says so where tests run as root.
    warnings.filterwarnings("ignore", "You're running the worker with superuser privileges")
    before = gomus.request("GET", "/version").status
    version.delay()
    with suppress(SystemExit):
        app.Worker(pool="prefork", loglevel="ERROR", quiet=True).start()
    print("after", gomus.request("GET", "/version").status, flush=True)

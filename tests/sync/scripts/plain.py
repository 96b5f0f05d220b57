"""A plain script."""

# ruff: noqa: T201 - the test reads what is printed

import sys

from tests.sync.scripts.blocking import SyncGomus

with SyncGomus(sys.argv[1]) as gomus:
    print(gomus.request("GET", "/version").status)

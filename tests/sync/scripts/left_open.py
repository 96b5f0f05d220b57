"""A script that never closes its client."""

# ruff: noqa: T201 - the test reads what is printed

import sys

from tests.sync.scripts.blocking import SyncGomus

gomus = SyncGomus(sys.argv[1])
print(gomus.request("GET", "/version").status)

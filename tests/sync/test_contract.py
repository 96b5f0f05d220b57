"""The same scenarios through `Gomus` and `SyncGomus`: the same requests, the same results."""

from typing import Any

import pytest

from gomus_async.sandbox import Sandbox
from tests.sync.scenarios import SCENARIOS, importing, unclear
from tests.sync.sides import SIDES, Scenario, Side

Asked = list[tuple[str, int]]


async def played(side: Side, scenario: Scenario, url: str, token: str) -> Any:
    async with side.client(url, token=token, shop="demo-shop.gomus.de") as gomus:
        result = await scenario(side, gomus)
        assert gomus.stats.in_flight == 0
        return result


def run(side: Side, scenario: Scenario, token: str) -> tuple[Any, Asked]:
    """What a scenario came to, and what the server was asked for."""
    with Sandbox(seed=1) as sandbox:
        if scenario is unclear:
            rule = {"method": "POST", "path": "/api/v4/orders", "nth": 1, "do": "reset_after"}
            sandbox.set_faults({"rules": [rule]})
        result = side.run(played(side, scenario, sandbox.url, token))
        return result, [(row["method"], row["status"]) for row in sandbox.history]


@pytest.mark.parametrize(
    ("scenario", "token"), SCENARIOS, ids=lambda value: getattr(value, "__name__", "")
)
def test_both_sides_do_the_same(scenario: Scenario, token: str) -> None:
    expected, asked = run(SIDES["async"], scenario, token)

    result, blocking_asked = run(SIDES["blocking"], scenario, token)

    assert result == expected
    if scenario is not importing:
        # An import sends as many requests at a time as go well, and times differ.
        assert blocking_asked == asked
    assert asked

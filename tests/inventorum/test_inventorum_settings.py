"""Settings of a client of the till, checked before anything is sent."""

from datetime import datetime
from typing import Any

import pytest

from gomus_async import ConfigError
from gomus_async.inventorum import Inventorum, InventorumRefresh
from tests.inventorum.conftest import Vault


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"token": None}, "needs a token, or refresh="),
        ({"token": "a b"}, "the token holds characters"),
        ({"api_version": 2}, "api_version must be a number from 3"),
        ({"api_version": True}, "api_version must be a number from 3"),
        ({"base_url": "http://app.inventorum.com/api"}, "unencrypted"),
        ({"base_url": "inventorum"}, "give the address of the API"),
    ],
)
def test_settings_that_cannot_be(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Inventorum(**{"token": "t", **arguments})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"client_id": "a:b"}, "client_id"),
        ({"client_secret": ""}, "client_secret is empty"),
        ({"refresh_token": "a\n"}, "refresh_token holds characters"),
        ({"expires_at": datetime(2026, 1, 1)}, "needs a time zone"),  # noqa: DTZ001 - as above
    ],
)
def test_refreshes_that_cannot_be(vault: Vault, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        vault.refresh(**arguments)


def test_nothing_is_shown(vault: Vault) -> None:
    refresh: InventorumRefresh = vault.refresh()

    assert repr(refresh) == "InventorumRefresh(client_id='inventorum-client', expires_at=None)"
    client = Inventorum(token="t", refresh=refresh)
    assert repr(client) == (
        "Inventorum('https://app.inventorum.com/api', token=***, api_version=12)"
    )

"""The newest refresh token in a file, and clients out of the environment."""

import os
from pathlib import Path
from typing import Any

import pytest

from gomus_async import ConfigError
from gomus_async.inventorum import (
    Inventorum,
    InventorumTokenFile,
    InventorumTokens,
    SyncInventorum,
)
from gomus_async.sandbox import Sandbox
from gomus_async.wire.secret import Secret
from tests.inventorum.conftest import tokens
from tests.support.clients import quick

APP = {"INVENTORUM_CLIENT_ID": "inventorum-client", "INVENTORUM_CLIENT_SECRET": "inventorum-secret"}
FIRST = "inventorum-refresh-token"


def pair(refresh_token: str) -> InventorumTokens:
    return InventorumTokens(access_token=Secret("access"), refresh_token=Secret(refresh_token))


async def test_a_token_is_replaced_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "token"
    kept = InventorumTokenFile(path)
    assert kept.read() is None
    await kept.store(pair("canary-1"))
    before = path.stat().st_ino
    await kept.store(pair("canary-2"))

    assert path.read_text() == "canary-2\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_ino != before
    assert os.listdir(tmp_path) == ["token"]
    assert kept.read() == Secret("canary-2")
    assert "canary" not in repr(kept)


def test_one_that_was_put_there_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.touch(mode=0o600)
    assert InventorumTokenFile(path).read() is None
    path.write_text(" by-hand\r\n")
    assert InventorumTokenFile(str(path)).read() == Secret("by-hand")
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600") as caught:
        InventorumTokenFile(path).read()
    assert "by-hand" not in str(caught.value)


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        InventorumTokenFile(tmp_path).read()
    with pytest.raises(ConfigError, match="cannot be written"):
        InventorumTokenFile(tmp_path / "nowhere" / "token").check()
    with pytest.raises(ConfigError, match="cannot be written"):
        InventorumTokenFile(tmp_path).check()


async def test_what_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "token"
    await InventorumTokenFile(path).store(pair("old"))
    (tmp_path / "full").mkdir()
    with pytest.raises(ConfigError, match="cannot be written"):
        await InventorumTokenFile(tmp_path / "full").store(pair("canary"))

    assert path.read_text() == "old\n"
    assert sorted(os.listdir(tmp_path)) == ["full", "token"]


async def test_a_client_out_of_the_environment(sandbox: Sandbox, tmp_path: Path) -> None:
    kept = InventorumTokenFile(tmp_path / "token")
    environ = {"INVENTORUM_URL": sandbox.inventorum_url, "INVENTORUM_REFRESH_TOKEN": FIRST, **APP}
    for _ in range(2):
        made = Inventorum.from_env(environ=environ, kept=kept, settings=quick())
        async with made as inventorum:
            assert (await inventorum.customers.get(196906)).id == 196906

    assert [spent for _, spent in tokens(sandbox)] == [True, True, False]
    assert kept.read() == Secret(tokens(sandbox)[-1][0])


def test_a_blocking_one(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        environ = {"INVENTORUM_URL": sandbox.inventorum_url, "INVENTORUM_TOKEN": "inventorum-token"}
        with SyncInventorum.from_env(environ=environ, settings=quick()) as inventorum:
            assert inventorum.customers.get(196906).id == 196906


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "put one into INVENTORUM_TOKEN"),
        ({"INVENTORUM_TOKEN": ""}, "put one into INVENTORUM_TOKEN"),
        ({"INVENTORUM_REFRESH_TOKEN": FIRST}, "INVENTORUM_CLIENT_SECRET are needed"),
        ({"INVENTORUM_REFRESH_TOKEN": FIRST, **APP}, "name a file"),
        ({"INVENTORUM_TOKEN": "a\nb"}, "the token "),
    ],
)
def test_what_is_missing(environ: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Inventorum.from_env(environ=environ)


def test_the_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INVENTORUM_TOKEN", "canary-token")
    monkeypatch.delenv("INVENTORUM_URL", raising=False)
    made: Any = Inventorum.from_env(api_version=9)
    assert "https://app.inventorum.com/api" in repr(made)
    assert "api_version=9" in repr(made)
    assert "canary" not in repr(made)

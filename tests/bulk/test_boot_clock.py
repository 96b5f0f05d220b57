"""A wall clock that is set between a crash and the resume changes no window."""

import sqlite3
import time
from pathlib import Path

import pytest

from gomus_async.bulk import boot_clock as module
from gomus_async.bulk.boot_clock import boot_clock
from gomus_async.bulk.journal_file import open_journal

HOST = "demo.gomus.de"
HOUR_S = 3600.0

pytestmark = pytest.mark.skipif(
    not module._BOOT_ID.exists(), reason="the machine does not name its runs"
)


def opened(path: Path) -> sqlite3.Connection:
    return open_journal(path, HOST, "process")


def set_wall_clock(monkeypatch: pytest.MonkeyPatch, by: float) -> None:
    wall = time.time
    monkeypatch.setattr(time, "time", lambda: wall() + by)


@pytest.mark.parametrize("by", [HOUR_S, -HOUR_S])
def test_it_goes_on_while_the_machine_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: float
) -> None:
    path = tmp_path / "crm.journal"
    connection = opened(path)
    before = boot_clock(connection)()
    connection.close()
    assert before == pytest.approx(time.time(), abs=5.0)

    set_wall_clock(monkeypatch, by)
    connection = opened(path)

    assert before <= boot_clock(connection)() < before + 60.0
    connection.close()


def test_after_a_start_of_the_machine_it_is_that_of_the_wall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "crm.journal"
    opened(path).close()
    other = tmp_path / "boot_id"
    other.write_text("another\n")
    monkeypatch.setattr(module, "_BOOT_ID", other)
    set_wall_clock(monkeypatch, HOUR_S)

    connection = opened(path)

    assert boot_clock(connection)() == pytest.approx(time.time(), abs=5.0)
    connection.close()


def test_where_runs_have_no_names_it_is_that_of_the_wall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BOOT_ID", tmp_path / "absent")
    connection = opened(tmp_path / "crm.journal")
    assert boot_clock(connection) is time.time
    assert not connection.execute("SELECT 1 FROM meta WHERE name = 'boot'").fetchall()
    connection.close()

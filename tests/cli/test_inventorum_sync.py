"""`gomus inventorum sync`: from a till into a sandbox, and what is said of it."""

import json
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gomus_async.sandbox import Sandbox
from gomus_async.sandbox.inventorum.records import Customer
from tests.bulk.importing import BATCHES
from tests.cli.conftest import Cli

SYNC = ("inventorum", "sync", "--journal", "till.journal", "--late-commit-window", 0.2)
EVERYBODY = 39
MORE = 120
SECRETS = ("inventorum-token", "inventorum-refresh-token", "inventorum-secret", "user-token")


@pytest.fixture
def till(online: Cli, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command with a till as well."""
    for name in ("REFRESH_TOKEN", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"INVENTORUM_{name}", raising=False)
    monkeypatch.setenv("INVENTORUM_URL", sandbox.inventorum_url)
    monkeypatch.setenv("INVENTORUM_TOKEN", "inventorum-token")
    return online


def taken(sandbox: Sandbox, prefix: str = "INV-") -> Counter[str]:
    rows = sandbox.store.records("customers") or []
    return Counter(r["foreign_id"] for r in rows if (r["foreign_id"] or "").startswith(prefix))


def written(sandbox: Sandbox) -> int:
    return sum(entry["path"] == BATCHES for entry in sandbox.history)


def edit(sandbox: Sandbox, **changes: Any) -> str:
    till = sandbox.store.till
    draft = till.rows()[3].draft()
    for name, value in changes.items():
        setattr(draft, name, value)
    till.save(draft)
    return f"INV-{draft.id}"


def test_twice_and_after_an_edit(till: Cli, sandbox: Sandbox) -> None:
    first, second = till(*SYNC), till(*SYNC, "--json")
    key = edit(sandbox, company="Neu")
    third = till(*SYNC, "--json")

    assert (first.code, first.err, first.out.splitlines()[0]) == (0, "", f"accepted {39:>11}")
    assert [second.records[0][name] for name in ("accepted", "unchanged")] == [0, EVERYBODY]
    assert [third.records[0][name] for name in ("updated", "created", "unchanged")] == [1, 0, 38]
    assert len(taken(sandbox)) == taken(sandbox)[key] * EVERYBODY == EVERYBODY
    assert not Path("inventorum.rejects.jsonl").exists()
    assert not any(secret in first.out + second.out for secret in SECRETS)


def test_a_dry_run(till: Cli, sandbox: Sandbox) -> None:
    before = till(*SYNC, "--dry-run")
    assert not Path("till.journal").exists()
    till(*SYNC)
    key = edit(sandbox, company="Neu", last_name="Geheim")
    sandbox.store.till.save(Customer(company="Dazu"))
    sent = written(sandbox)
    text, record = till(*SYNC, "--dry-run"), till(*SYNC, "--dry-run", "--json")

    assert before.out.startswith("dry run: nothing was sent\n")
    assert f"new        {EVERYBODY:>9}  INV-" in before.out
    assert before.out.count("INV-") == 10
    assert " ...\n" in before.out
    assert f"new        {1:>9}  INV-553910\n" in text.out
    assert f"changed    {1:>9}  {key}\n" in text.out
    assert f"unchanged  {38:>9}\n" in text.out
    assert "Geheim" not in text.out + record.out
    assert record.records[0]["preview"] == {
        "new": 1,
        "changed": 1,
        "new_keys": ["INV-553910"],
        "changed_keys": [key],
    }
    assert written(sandbox) == sent


def test_how_customers_are_mapped(till: Cli, sandbox: Sandbox) -> None:
    sandbox.store.till.save(Customer(first_name="Anna", last_name="Müller"))
    assert till(*SYNC, "--prefix", "SHOP-", "--family-name", "surname").code == 0
    rows = sandbox.store.records("customers") or []
    (anna,) = (row for row in rows if row["foreign_id"] == "SHOP-553910")

    assert (anna["surname"], anna["name"]) == ("Müller", "Anna")
    assert len(taken(sandbox, "SHOP-")) == EVERYBODY + 1
    assert till(*SYNC, "--prefix", "1-").fails(2, "prefix must begin with a letter")


def test_groups_are_chosen_and_nobody_is_signed_up(till: Cli, sandbox: Sandbox) -> None:
    agreed = [f"INV-{c.id}" for c in sandbox.store.till.rows() if c.email_marketing_agreed]
    plain = till(*SYNC)
    text = till(*SYNC, "--newsletter-group", 8, "--newsletter-group", 1)
    record = till(*SYNC, "--newsletter-group", 8, "--json")

    assert agreed
    assert "newsletter" not in plain.out
    assert f"{len(agreed)} customers agreed to marketing, for newsletter groups 8, 1" in text.out
    assert record.records[1] == {"newsletter_groups": [8], "agreed": agreed}


def test_refresh_tokens(till: Cli, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INVENTORUM_TOKEN")
    monkeypatch.setenv("INVENTORUM_REFRESH_TOKEN", "inventorum-refresh-token")
    monkeypatch.setenv("INVENTORUM_CLIENT_ID", "inventorum-client")
    secret, kept = Path("secret"), Path("refresh-token")
    secret.touch(mode=0o600)
    secret.write_text("inventorum-secret\n")
    options = ("--client-secret-file", secret)

    assert till(*SYNC, *options).fails(2, "--refresh-token-file")
    assert till(*SYNC, "--refresh-token-file", kept).fails(2, "CLIENT_SECRET are needed")
    for _ in range(2):
        done = till(*SYNC, *options, "--refresh-token-file", kept)
        assert (done.code, done.err) == (0, "")
    rows = sandbox.store.records("inventorum_tokens") or []
    assert [row["spent"] for row in rows] == [True, True, False]
    assert kept.read_text().strip() == rows[-1]["refresh_token"]
    assert kept.stat().st_mode & 0o777 == 0o600

    kept.write_text("spent\n")
    refused = till(*SYNC, *options, "--refresh-token-file", kept)
    assert refused.code == 3
    assert "the refresh token was refused" in refused.err
    assert "spent" not in refused.err.replace("may be spent", "")


def test_what_cannot_be(till: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    assert till("inventorum", "sync").fails(2, "--journal")
    assert till(*SYNC, "--rejects", "till.journal").fails(2, "--journal as well")
    assert till(*SYNC, "--summary", "nowhere/page.html").fails(2, "--summary")
    monkeypatch.setenv("INVENTORUM_TOKEN", "no-token")
    wrong = till(*SYNC)
    assert wrong.code == 3
    assert "this is what Inventorum said, not go~mus" in wrong.err
    monkeypatch.delenv("INVENTORUM_TOKEN")
    assert till(*SYNC).fails(2, "INVENTORUM_TOKEN")


def test_refused_customers_are_kept(till: Cli, sandbox: Sandbox) -> None:
    edit(sandbox, email="no address")
    done = till(*SYNC, "--summary", "page.html")

    assert done.code == 1
    assert "rejected rows: inventorum.rejects.jsonl" in done.out
    (line,) = Path("inventorum.rejects.jsonl").read_text().splitlines()
    assert json.loads(line)["row"]["email"] == "no address"
    assert "--journal" not in Path("page.html").read_text()


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)  # the other process has no hook that could be waited on


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_stopped_and_started_again(
    process: Callable[..., "subprocess.Popen[str]"],
    sandbox: Sandbox,
    tmp_path: Path,
    sent: signal.Signals,
    code: int,
) -> None:
    def start() -> "subprocess.Popen[str]":
        return process(
            *("inventorum", "sync", "--instance", sandbox.url, "--json", "--batch-size", 1),
            *("--journal", tmp_path / "j", "--rejects", tmp_path / "r"),
            *("--late-commit-window", 1),
            GOMUS_TOKEN="user-token",
            INVENTORUM_URL=sandbox.inventorum_url,
            INVENTORUM_TOKEN="inventorum-token",
        )

    for number in range(MORE):
        sandbox.store.till.save(Customer(company=f"Verein {number}"))
    sandbox.set_faults({"rules": [{"path": BATCHES, "do": "delay", "delay_s": 0.3}]})
    child = start()
    until(lambda: len(taken(sandbox)) >= 4)
    child.send_signal(sent)
    _, err = child.communicate(timeout=40)
    through = len(taken(sandbox))
    sandbox.store.till.save(Customer(company="Dazu"))
    sandbox.set_faults(None)
    again = start()
    out, _ = again.communicate(timeout=40)

    assert child.returncode == code
    assert sent is signal.SIGKILL or "run the same command again to go on" in err
    assert 0 < through < EVERYBODY + MORE
    assert again.returncode == 0
    assert 0 < json.loads(out)["unchanged"] <= through
    assert set(taken(sandbox).values()) == {1}
    assert len(taken(sandbox)) == EVERYBODY + MORE + 1

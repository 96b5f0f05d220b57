"""`docs/nightly.md`, run from its first command to its last against a sandbox."""

import configparser
import json
import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from gomus_async.sandbox import Sandbox
from tests.scenarios.pages import ROOT

PAGE = (ROOT / "docs" / "nightly.md").read_text(encoding="utf-8")
HOST = "demo.gomus.de"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def block(language: str, containing: str) -> str:
    (found,) = (text for text in blocks(language) if containing in text)
    return str(found)


@attrs.frozen
class Machine:
    """A folder with the page's files, and a shell that knows `gomus`."""

    sandbox: Sandbox
    folder: Path

    def shell(self, text: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a block as it stands, but for the instance's address."""
        path = f"{self.folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["sh", "-c", text.replace(HOST, self.sandbox.url)],
            cwd=self.folder,
            env={**os.environ, "PATH": path, "GOMUS_INSTANCE": self.sandbox.url},
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def mode(self, name: str) -> int:
        return stat.S_IMODE((self.folder / name).stat().st_mode)

    def stored(self) -> dict[str, tuple[str, int]]:
        found = self.sandbox.store.customers.records()
        numbers = {"4711", "4712", "4713", "4714"}
        rows = [record for record in found if record["foreign_id"] in numbers]
        assert len({row["foreign_id"] for row in rows}) == len(rows)
        return {row["foreign_id"]: (row["name"], row["customer_salutation_id"]) for row in rows}


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    programs = tmp_path / "bin"
    programs.mkdir()
    gomus = programs / "gomus"
    gomus.write_text(f'#!/bin/sh\nexec "{sys.executable}" -W error -m gomus_async "$@"\n')
    gomus.chmod(0o755)
    folder = tmp_path / "nightly"
    folder.mkdir()
    (folder / "crm.csv").write_bytes(block("csv", "Kundennr").encode("latin-1"))
    (folder / "crm.toml").write_text(block("toml", "[columns]"), encoding="utf-8")
    with Sandbox() as sandbox:
        made = Machine(sandbox, folder)
        assert made.shell(block("sh", "cat > token"), "user-token\n").returncode == 0
        yield made


def test_from_a_file_to_a_purged_journal(machine: Machine) -> None:
    assert machine.mode("token") == 0o600

    dry = machine.shell(block("sh", "--dry-run"))
    assert (dry.returncode, dry.stderr) == (1, "")
    assert {entry["method"] for entry in machine.sandbox.history} <= {"GET"}

    first = machine.shell(block("sh", "--summary"))
    assert (first.returncode, first.stderr) == (1, "")
    assert re.search(r"accepted +3\n.*rejected +2\nsuperseded +1 ", first.stdout, re.DOTALL)
    assert machine.stored() == {
        "4711": ("Müller-Lüdenscheidt", 2),
        "4712": ("Groß", 1),
        "4713": ("Weiß", 2),
    }
    for name in ("crm.rejects.jsonl", "crm.journal", "last.html"):
        assert machine.mode(name) == 0o600

    again = machine.shell(
        block("sh", "crm.csv --mapping crm.toml --token-file token --journal crm.journal\n")
    )
    assert again.stdout.startswith("nothing to do")

    rejects = machine.folder / "crm.rejects.jsonl"
    lines = [json.loads(line) for line in rejects.read_text().splitlines()]
    (wanted,) = (line for line in lines if line["row"].get("foreign_id"))
    wanted["row"]["email"] = "uwe.schroeder@example.org"
    rejects.write_text(json.dumps(wanted) + "\n")
    corrected = machine.shell(block("sh", "--from-rejects"))
    assert (corrected.returncode, corrected.stderr) == (0, "")
    assert machine.stored()["4714"] == ("Schröder", 1)

    purged = machine.shell(block("sh", "--purge"))
    assert (purged.returncode, purged.stderr) == (0, "")
    assert not rejects.exists()


def test_what_is_kept_holds_no_more_than_the_page_says(machine: Machine) -> None:
    shown = machine.shell(block("sh", "--summary"))
    kept = b"".join(
        path.read_bytes()
        for path in machine.folder.iterdir()
        if path.name.startswith("crm.journal")
    )
    for text in ("Müller", "example.org", "4711", "user-token"):
        assert text.encode() not in kept
        assert text.encode("latin-1") not in kept
    page = (machine.folder / "last.html").read_text("utf-8")
    rejects = (machine.folder / "crm.rejects.jsonl").read_text("utf-8")
    for text in (page, rejects, shown.stdout, shown.stderr):
        assert "user-token" not in text
    assert "example.org" not in page


def test_the_crontab(machine: Machine) -> None:
    line = block("crontab", "customers import").splitlines()[1]
    times, command = line.split("  ", 1)
    assert times == "15 2 * * *"
    assert "%" not in command
    done = machine.shell(command.replace("/srv/nightly", str(machine.folder)))
    assert done.stdout == "crm import: exit code 1\n"
    assert "accepted" in (machine.folder / "last.txt").read_text()
    assert machine.mode("last.txt") == 0o600

    good = [line for line in block("csv", "Kundennr").splitlines() if "(at)" not in line]
    text = "\n".join(line for line in good if not line.startswith(";")) + "\n"
    (machine.folder / "crm.csv").write_bytes(text.encode("latin-1"))
    clean = machine.shell(command.replace("/srv/nightly", str(machine.folder)))
    assert (clean.returncode, clean.stdout, clean.stderr) == (0, "", "")
    assert "unchanged          2" in (machine.folder / "last.txt").read_text()


def test_the_service(machine: Machine) -> None:
    unit = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    unit.read_string(block("ini", "[Service]"))
    command = unit["Service"]["ExecStart"].replace("%d/", "").replace("/usr/local/bin/", "")
    assert unit["Service"]["RestartPreventExitStatus"].split() == ["1", "2", "3"]
    assert int(unit["Service"]["TimeoutStopSec"]) > 30
    assert shlex.split(command)[0] == "gomus"
    assert machine.shell(command).returncode == 1
    assert len(machine.stored()) == 3


def test_every_command_is_run_here() -> None:
    commands = [line for text in blocks("sh") for line in text.splitlines() if "gomus " in line]
    assert len(commands) == 5

"""What `gomus customers import` does beyond sending rows: journal, page, mapping, purge."""

import json
import sqlite3
import stat
from pathlib import Path
from typing import Any

import attrs
import pytest

from gomus_async.bulk.report import Progress, Report, Sample
from gomus_async.cli.progress import progress_lines
from gomus_async.cli.report_view import print_report
from tests.cli.conftest import Cli
from tests.support.terminal import on_terminal


@pytest.fixture
def crm(tmp_path: Path) -> Path:
    path = tmp_path / "crm.csv"
    path.write_text("foreign_id;name;email\nC-1;Weiß;a@example.org\nC-2;Groß;keine\n", "utf-8")
    return path


def test_unchanged_rows_are_not_sent_again(online: Cli, crm: Path, sandbox: Any) -> None:
    command = ("customers", "import", crm, "--journal", "crm.journal", "--json")
    assert online(*command).records[0]["accepted"] == 1
    crm.write_text(crm.read_text("utf-8") + "C-3;Neu;\n", "utf-8")
    sent = len(sandbox.history)
    report = online(*command).records[0]
    assert (report["unchanged"], report["accepted"], report["rejected"]) == (1, 1, 1)
    assert len(sandbox.history) > sent


def test_nothing_to_do_ends_as_it_did_then(online: Cli, crm: Path, sandbox: Any) -> None:
    command = ("customers", "import", crm, "--journal", "crm.journal")
    assert online(*command).code == 1
    sent = len(sandbox.history)
    again = online(*command)
    assert (again.code, again.err) == (1, "")
    assert again.out.startswith("nothing to do: this file was imported before")
    assert "rejected rows: crm.rejects.jsonl" in again.out
    assert len(sandbox.history) == sent
    anew = online(*command, "--begin-anew", "--json").records[0]
    assert anew["nothing_to_do"] is False


def test_rejected_rows_again(online: Cli, crm: Path, lookup: Any) -> None:
    command = ("customers", "import")
    assert online(*command, crm).code == 1
    rejects = Path("crm.rejects.jsonl")
    rejects.write_text(rejects.read_text().replace("keine", "gross@example.org"))
    result = online(*command, rejects, "--from-rejects", "--json")
    assert result.code == 0
    assert result.records[0]["accepted"] == 1
    assert lookup("C-2")[0]["email"] == "gross@example.org"


def test_other_lines_are_not_rejected_rows(online: Cli, tmp_path: Path) -> None:
    path = tmp_path / "crm.jsonl"
    path.write_text('{"foreign_id": "J-1"}\n')
    assert online("customers", "import", path, "--from-rejects").fails(
        2, "not a file of rejected rows", "leave --from-rejects out"
    )


def test_mapping(online: Cli, lookup: Any, tmp_path: Path) -> None:
    export, mapping = tmp_path / "export.csv", tmp_path / "crm.toml"
    export.write_bytes("Nr;Anrede;Nachname\n7;Frau;Groß\n".encode("latin-1"))
    mapping.write_text(
        'encoding = "latin-1"\n[columns]\nNr = "foreign_id"\nNachname = "name"\n'
        'Anrede = "customer_salutation_id"\n'
    )
    assert online("customers", "import", export, "--mapping", mapping).code == 0
    (customer,) = lookup("7")
    assert (customer["name"], customer["customer_salutation_id"]) == ("Groß", 2)


def test_too_many_rejects_stop_it(online: Cli, tmp_path: Path) -> None:
    path = tmp_path / "crm.csv"
    path.write_text("foreign_id;email\n" + "".join(f"K-{n};keine\n" for n in range(1200)))
    result = online("customers", "import", path, "--max-reject-ratio", 0.5, "--journal", "j")
    assert result.code == 75
    assert "--max-reject-ratio 0.5 allows" in result.err
    assert result.err.endswith("run the same command again to go on\n")


def test_page(online: Cli, crm: Path, tmp_path: Path) -> None:
    path = tmp_path / "import.html"
    path.write_text("old")
    path.chmod(0o644)
    crm.write_text("foreign_id;name;email;<b>x</b>\nC-2;Groß;<script>;\n", "utf-8")
    online("customers", "import", crm, "--summary", path, "--journal", "my journal")
    html = path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "<script>" not in html
    assert "crm.rejects.jsonl --from-rejects --journal &#x27;my journal&#x27;" in html
    assert not [part for part in tmp_path.iterdir() if part.name.startswith(".import")]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--summary", "nowhere/import.html"), "cannot be written"),
        (("--summary", "."), "is a directory"),
        (("--summary", "crm.csv"), "is the file to import"),
        (("--journal", "crm.csv"), "is the file to import"),
        (("--journal", "x", "--rejects", "x"), "is --journal as well"),
        (("--begin-anew",), "--begin-anew is about a journal"),
        (("--from-rejects", "--column", "a=name"), "--column does not go with --from-rejects"),
        (("--from-rejects", "--delimiter", ";"), "--delimiter does not go with --from-rejects"),
        (("--mapping", "nowhere.toml"), "nowhere.toml"),
        (("--max-reject-ratio", 2), "--max-reject-ratio"),
        (("--durability", "luck"), "--durability"),
        (("--purge",), "leave FILE out"),
    ],
)
def test_what_cannot_be(online: Cli, crm: Path, sandbox: Any, options: Any, text: str) -> None:
    assert online("customers", "import", crm.name, *options).fails(2, text)
    assert sandbox.history == []
    assert crm.read_text("utf-8").startswith("foreign_id;name")


def test_journal_of_others_is_refused(online: Cli, crm: Path, tmp_path: Path) -> None:
    journal = tmp_path / "crm.journal"
    journal.touch()
    journal.chmod(0o644)
    result = online("customers", "import", crm, "--journal", journal)
    assert result.fails(2, "open to other users", "chmod 600")


def test_purge(online: Cli, crm: Path) -> None:
    online("customers", "import", crm, "--journal", "crm.journal")
    purge = ("customers", "import", "--purge", "--journal", "crm.journal")
    result = online(*purge, "--rejects", "crm.rejects.jsonl")
    assert (result.code, result.err) == (0, "")
    assert "removed: crm.rejects.jsonl" in result.out
    assert not Path("crm.rejects.jsonl").exists()
    with sqlite3.connect("crm.journal") as connection:
        for table in ("customer", "import", "ended", "intent"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    connection.close()
    assert "no rejected rows" in online(*purge, "--rejects", "crm.rejects.jsonl").out
    assert online("customers", "import", crm, "--journal", "crm.journal").code == 1


def test_purge_refuses_an_unfinished_import(online: Cli, crm: Path, sandbox: Any) -> None:
    sandbox.set_faults({"rules": [{"method": "POST", "do": "status_429", "retry_after": 100_000}]})
    command = ("customers", "import", crm, "--journal", "crm.journal")
    assert online(*command).code == 75
    purge = ("customers", "import", "--purge", "--journal", "crm.journal")
    assert online(*purge, "--rejects", "crm.rejects.jsonl").fails(2, "unfinished")
    assert Path("crm.rejects.jsonl").exists()


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ((), "pass --journal or --rejects"),
        (("--journal", "nowhere"), "no journal"),
        (("--rejects", "crm.csv"), "is not a file of rejected rows"),
        (("--rejects", "link"), "is a link"),
        (("--journal", "crm.csv"), "crm.csv"),
    ],
)
def test_purge_removes_nothing_else(online: Cli, crm: Path, options: Any, text: str) -> None:
    crm.chmod(0o600)
    Path("link").symlink_to(crm)
    assert online("customers", "import", "--purge", *options).fails(2, text)
    assert crm.exists()


@pytest.mark.parametrize(("typed", "left"), [("n\n", True), ("y\n", False)])
def test_purge_asks_on_a_terminal(tmp_path: Path, typed: str, left: bool) -> None:
    rejects = tmp_path / "r.jsonl"
    rejects.write_text(json.dumps({"position": 1, "reasons": ["x"], "row": {}}) + "\n")
    on_terminal(
        *("customers", "import", "--purge", "--rejects", rejects), typed=typed, after="Remove"
    )
    assert rejects.exists() is left


PROGRESS = Progress(
    rows=14_000,
    settled=12_400,
    accepted=12_000,
    unchanged=380,
    rejected=20,
    superseded=0,
    unknown=0,
    elapsed=30.0,
    rows_per_second=410.4,
    requests=300,
    retries=3,
    limit=12,
    paused_for=4.2,
    seconds_left=75.0,
)


def test_progress_in_two_lines() -> None:
    first, second = progress_lines(PROGRESS, None, 100)
    assert first.plain.endswith("12,400 rows · 410 rows/s · 1:15 min left")
    assert second.plain == (
        "paused 4 s · 20 rejected · 12,000 accepted · 380 unchanged · limit 12 · 3 retries"
    )
    assert "20,000 rows" in progress_lines(PROGRESS, 20_000, 100)[0].plain
    unknown = attrs.evolve(PROGRESS, seconds_left=None)
    assert progress_lines(unknown, None, 100)[0].plain == "12,400 rows · 410 rows/s"


@pytest.mark.parametrize("width", [1, 8, 20, 40, 60, 79])
@pytest.mark.parametrize("rows", [None, 20_000])
def test_progress_on_narrow_terminals(width: int, rows: int | None) -> None:
    for line in progress_lines(PROGRESS, rows, width):
        assert line.cell_len <= width


def test_progress_in_ascii() -> None:
    assert all(line.plain.isascii() for line in progress_lines(PROGRESS, 20_000, 99, plain=True))


def test_strip_of_a_long_import(capsys: pytest.CaptureFixture[str]) -> None:
    course = tuple(
        Sample(float(s), 100 * s if s < 5 else 400, s, 0, 8 + s, s in {5, 6}) for s in range(1, 9)
    )
    report = Report(
        rows=400,
        accepted=400,
        unchanged=0,
        rejected=0,
        superseded=0,
        unknown=0,
        elapsed=8.0,
        pauses=1,
        course=course,
    )
    print_report(report, None)
    out = capsys.readouterr().out
    assert "rows/s  ████▁▁▁▁  at most 100" in out
    assert "9 to 15 requests at once" in out
    assert "paused       xx" in out
    assert "0 requests, no retries, 1 pause" in out

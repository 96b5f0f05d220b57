"""`gomus customers import` against a sandbox."""

import gzip
import json
from pathlib import Path

import pytest

MESSY = """\
Nr;Nachname;E-Mail
C-1;Weiß;weiss@example.org
C-2;"Groß; Erben
zu Händen";
C-1;Weiß-Jäger;weiss@example.org
C-3;Ohne;keine-adresse
;Niemand;
"""
COLUMNS = ("--column", "Nr=foreign_id", "--column", "Nachname=name", "--column", "E-Mail=email")


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "crm.csv"
    path.write_text(MESSY, encoding="utf-8")
    return path


def rows(path: Path, count: int, tail: bytes = b"") -> Path:
    lines = "".join(f"K-{n};{'x' * 40}\n" for n in range(count))
    path.write_bytes(f"foreign_id;name\n{lines}".encode() + tail)
    return path


def test_import(online, messy, lookup, tmp_path):
    result = online("customers", "import", messy, *COLUMNS)
    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines()[:7] == [
        "accepted           2",
        "unchanged          0",
        "rejected           2",
        "superseded         1  a later row has the same key",
        "unknown            0",
        "rows               5",
        "",
    ]
    assert "     1  foreign_id is blank" in result.out
    assert "rejected rows: crm.rejects.jsonl" in result.out
    assert [customer["name"] for customer in lookup("C-1")] == ["Weiß-Jäger"]
    assert [customer["name"] for customer in lookup("C-2")] == ["Groß; Erben\nzu Händen"]
    rejected = (tmp_path / "crm.rejects.jsonl").read_text().splitlines()
    assert sorted(json.loads(line)["line"] for line in rejected) == [6, 7]


def test_clean_import_leaves_no_rejects(online, tmp_path):
    old = tmp_path / "crm.rejects.jsonl"
    old.write_text("{}\n")
    result = online("customers", "import", rows(tmp_path / "crm.csv", 3))
    assert (result.code, result.err) == (0, "")
    assert "rejected rows" not in result.out
    assert not old.exists()


def test_import_as_json(online, messy, tmp_path):
    keep = tmp_path / "kept.jsonl"
    result = online("customers", "import", messy, *COLUMNS, "--json", "--rejects", keep)
    (report,) = result.records
    assert (result.code, result.err) == (1, "")
    assert report["rows"] == 5
    assert report["accepted"] == 2
    assert report["reasons"]["foreign_id is blank"] == 1
    assert report["rejects"] == str(keep)
    assert keep.exists()


def test_dry_run_sends_nothing(online, messy, sandbox):
    result = online("customers", "import", messy, *COLUMNS, "--dry-run")
    assert result.code == 1
    assert result.out.startswith("dry run: nothing was sent\n")
    assert sandbox.history == []


@pytest.mark.parametrize("name", ["crm.jsonl", "crm.JSONL", "crm.ndjson", "crm.jsonl.gz"])
def test_json_lines(online, lookup, tmp_path, name):
    path = tmp_path / name
    content = b'{"foreign_id": "J-1", "last": "Wei\\u00df"}\n'
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    assert online("customers", "import", path, "--column", "last=name").code == 0
    assert lookup("J-1")[0]["name"] == "Weiß"


def test_format_and_dialect_can_be_told(online, lookup, tmp_path):
    path = tmp_path / "export.txt"
    path.write_bytes("foreign_id\tname\nT-1\tWeiß;x\n".encode("cp1252"))
    result = online(
        *("customers", "import", path, "--format", "csv"),
        *("--delimiter", "\\t", "--encoding", "cp1252"),
    )
    assert result.code == 0
    assert lookup("T-1")[0]["name"] == "Weiß;x"


@pytest.mark.parametrize(("empty", "tel"), [("unset", "+49 30 1234501"), ("clear", None)])
def test_empty_cells(online, lookup, tmp_path, empty, tel):
    path = tmp_path / "crm.csv"
    path.write_text("foreign_id;tel\nSF-1001;\n")
    assert online("customers", "import", path, "--empty", empty).code == 0
    assert lookup("SF-1001")[0]["tel"] == tel


def test_batch_size(online, sandbox, tmp_path):
    online("customers", "import", rows(tmp_path / "crm.csv", 7), "--batch-size", 3)
    sizes = [len(entry["keys"]) for entry in sandbox.history if entry["method"] == "POST"]
    assert sum(sizes) == 7
    assert max(sizes) == 3


def test_wrong_token_ends_before_any_row(online, monkeypatch, tmp_path, sandbox):
    monkeypatch.setenv("GOMUS_TOKEN", "wrong-token")
    result = online("customers", "import", rows(tmp_path / "crm.csv", 3))
    assert result.fails(3, "check the token")
    assert not any(entry["applied"] for entry in sandbox.history)


def test_stop_that_can_be_resumed(online, sandbox, tmp_path, lookup):
    overloaded = {"method": "POST", "nth": 2, "do": "status_429", "retry_after": 100_000}
    sandbox.set_faults({"rules": [overloaded]})
    path = rows(tmp_path / "crm.csv", 120)
    stopped = online("customers", "import", path, "--json")
    assert stopped.fails(75, "run the same command again")
    assert stopped.records[0]["accepted"] == 50
    assert online("customers", "import", path).code == 0
    assert [len(lookup(f"K-{n}")) for n in range(120)] == [1] * 120


def test_stop_before_anything_was_placed(online, sandbox, tmp_path):
    sandbox.set_faults({"rules": [{"method": "POST", "do": "status_429", "retry_after": 100_000}]})
    assert online("customers", "import", rows(tmp_path / "crm.csv", 3)).fails(75, "stopped")


def test_file_that_breaks_off_later(online, tmp_path):
    result = online("customers", "import", rows(tmp_path / "crm.csv", 3000, b"X-1;Wei\xdf\n"))
    assert result.fails(2, "line 3002", "not valid UTF-8", "--encoding")
    assert "accepted" in result.out

"""Each gives one sentence that names the thing and the way out, and nothing is sent."""

import os
from pathlib import Path

import pytest

GOOD_CSV = "foreign_id;name\nC-1;Weiß\n"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "crm.csv"
    path.write_text(GOOD_CSV, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def nothing_sent(sandbox):
    yield
    assert sandbox.history == []


@pytest.mark.parametrize(
    ("instance", "texts"),
    [
        ("demo", ["'demo'", "demo.gomus.de"]),
        ("ftp://demo.gomus.de", ["ftp://", "use https://"]),
        ("https://", ["not an instance address", "demo.gomus.de"]),
        ("http://demo.gomus.de", ["'http://demo.gomus.de'", "use https://"]),
        ("http://192.168.1.5:8080", ["unencrypted", "use https://"]),
        ("https://me:pw@demo.gomus.de", ["user name", "GOMUS_TOKEN"]),
        ("demo.gomus.de\x1b[31m?x=1", ["\\x1b"]),
    ],
)
def test_wrong_instance(online, csv, instance, texts):
    result = online("customers", "import", csv, "--instance", instance)
    assert result.fails(2, *texts)
    assert "allow_insecure" not in result.err
    assert "token=" not in result.err


def test_no_instance(online, csv, monkeypatch):
    monkeypatch.setenv("GOMUS_INSTANCE", "")
    assert online("customers", "import", csv).fails(2, "--instance", "GOMUS_INSTANCE")


@pytest.mark.parametrize("token", ["", "  "])
def test_empty_token(online, csv, monkeypatch, token):
    monkeypatch.setenv("GOMUS_TOKEN", token)
    assert online("customers", "import", csv).fails(2, "GOMUS_TOKEN is empty")


def test_no_token(online, csv, monkeypatch):
    monkeypatch.delenv("GOMUS_TOKEN")
    assert online("customers", "import", csv).fails(2, "no token", "GOMUS_TOKEN", "--token-file")


def test_a_token_that_cannot_travel_is_not_shown(online, csv, monkeypatch):
    monkeypatch.setenv("GOMUS_TOKEN", "hush hush")
    result = online("customers", "import", csv)
    assert result.fails(2, "the token", "spaces")
    assert "hush" not in result.err


@pytest.mark.parametrize("content", ["", "\n", "  \n"])
def test_empty_token_file(online, csv, tmp_path, content):
    path = tmp_path / "token"
    path.write_text(content)
    result = online("customers", "import", csv, "--token-file", path)
    assert result.fails(2, "token file", str(path), "empty")


def test_token_file_that_is_not_there(online, csv, tmp_path):
    result = online("customers", "import", csv, "--token-file", tmp_path / "none")
    assert result.fails(2, "token file", "none", "check the path")


def test_token_file_that_is_a_directory(online, csv, tmp_path):
    assert online("customers", "import", csv, "--token-file", tmp_path).fails(2, str(tmp_path))


def test_missing_key_column(online, csv):
    csv.write_text("Nummer;Nachname\n1;Weiß\n", encoding="utf-8")
    result = online("customers", "import", csv)
    assert result.fails(2, "crm.csv", "foreign_id", '--column "<column>=foreign_id"', "'Nummer'")
    assert "columns=" not in result.err


def test_missing_mapped_column(online, csv):
    result = online("customers", "import", csv, "--column", "Nachname=name")
    assert result.fails(2, "crm.csv", "'Nachname'", "'foreign_id'")


def test_column_for_no_field(online, csv):
    result = online("customers", "import", csv, "--column", "name=nam")
    assert result.fails(2, "--column", "'nam'", "did you mean name")


@pytest.mark.parametrize("column", ["Nachname", "=name", "Nachname="])
def test_column_without_both_sides(online, csv, column):
    result = online("customers", "import", csv, "--column", column)
    assert result.fails(2, "--column", "COLUMN=FIELD")


def test_directory_with_an_ending(online, tmp_path):
    folder = tmp_path / "crm.csv"
    folder.mkdir()
    assert online("customers", "import", folder).fails(2, "crm.csv is a directory", "name a file")


def test_directory(online, tmp_path):
    assert online("customers", "import", tmp_path).fails(2, "is a directory", "name a file")


def test_no_such_file(online, tmp_path):
    path = tmp_path / "none.csv"
    assert online("customers", "import", path).fails(2, "none.csv does not exist")


def test_file_that_cannot_be_opened(online, tmp_path):
    path = tmp_path / "loop.csv"
    path.symlink_to(path)
    assert online("customers", "import", path).fails(2, "loop.csv cannot be opened")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read(online, csv):
    csv.chmod(0)
    assert online("customers", "import", csv).fails(2, "crm.csv may not be read", "permissions")


def test_broken_encoding(online, csv):
    csv.write_bytes(GOOD_CSV.encode("latin-1"))
    result = online("customers", "import", csv)
    assert result.fails(2, "crm.csv, line 2", "not valid UTF-8", "--encoding")
    assert "its encoding, such as" not in result.err


def test_unknown_encoding(online, csv):
    assert online("customers", "import", csv, "--encoding", "utf-9").fails(2, "'utf-9'", "utf-8")


def test_header_without_byte_order_mark(online, csv):
    csv.write_bytes(GOOD_CSV.encode("utf-16-le"))
    result = online("customers", "import", csv)
    assert result.fails(2, "crm.csv", "NUL bytes", "--encoding utf-16-le")
    assert "encoding=" not in result.err


def test_empty_file(online, csv):
    csv.write_bytes(b"")
    assert online("customers", "import", csv).fails(2, "crm.csv is empty")


def test_unknown_ending(online, tmp_path):
    path = tmp_path / "crm.xlsx"
    path.write_bytes(b"PK")
    assert online("customers", "import", path).fails(2, "crm.xlsx", "--format")


def test_csv_options_for_json_lines(online, tmp_path):
    path = tmp_path / "crm.jsonl"
    path.write_text("{}\n")
    assert online("customers", "import", path, "--delimiter", ";").fails(2, "--delimiter", "CSV")


def test_rejects_where_nothing_can_be_written(online, csv, tmp_path):
    path = tmp_path / "none" / "rejects.jsonl"
    assert online("customers", "import", csv, "--rejects", path).fails(
        2, str(path), "another place"
    )


def test_rejects_over_the_file_itself(online, csv):
    assert online("customers", "import", csv, "--rejects", csv).fails(2, "--rejects", "crm.csv")
    assert csv.read_text(encoding="utf-8") == GOOD_CSV


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        (["customers", "imprt"], ["imprt", "gomus customers --help"]),
        (["customers"], ["Missing command", "gomus customers --help"]),
        (["customers", "get"], ["REF", "gomus customers get --help"]),
        (["customers", "import"], ["FILE", "gomus customers import --help"]),
        (["whoami", "--token", "hush"], ["--token"]),
        (["demo", "--rows", "3"], ["--rows", "50"]),
        (["demo", "--seed", "x"], ["--seed", "int"]),
    ],
)
def test_wrong_usage(online, arguments, texts):
    result = online(*arguments)
    assert result.fails(2, *texts)
    assert "hush" not in result.err


@pytest.mark.parametrize("ref", ["", ".", "..", "a\nb", "ä" * 200])
def test_key_that_cannot_travel(online, ref):
    assert online("customers", "get", ref).fails(2, "REF")


def test_id_that_is_none(online):
    assert online("customers", "get", "--id", "SF-1").fails(2, "'SF-1'", "--id")


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        ([], ["nothing to change", "--set", "--null"]),
        (["--set", "name"], ["FIELD=VALUE"]),
        (["--set", "nam=x"], ["'nam'", "did you mean name"]),
        (["--set", "name=x", "--null", "name"], ["name", "twice"]),
        (["--set", "language_id=x"], ["language_id", "whole number"]),
        (["--set", "email=x"], ["email", "name@host"]),
        (["--null", "foreign_id"], ["foreign_id"]),
    ],
)
def test_change_that_cannot_be(online, arguments, texts):
    assert online("customers", "update", "SF-1001", *arguments).fails(2, *texts)

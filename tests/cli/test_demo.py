"""`gomus demo`: its file, its judge, and the whole."""

import csv
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from gomus_async.bulk.report import Report
from gomus_async.cli.demo_check import VERDICT, Evidence, differences
from gomus_async.cli.demo_data import COLUMNS, FEWEST_ROWS, generate, write_csv
from gomus_async.cli.demo_story import Trouble
from gomus_async.models.customers import NewCustomer
from gomus_async.sandbox import Sandbox


@pytest.fixture
def dataset():
    return generate(200, 7)


@pytest.mark.parametrize("rows", [FEWEST_ROWS, 200, 2000])
def test_the_file_is_as_it_is_announced(rows):
    dataset = generate(rows, rows)
    good = [row for row in dataset.rows if row.values is not None]
    keys = Counter(row.key for row in good)
    assert len(dataset.rows) == rows
    assert len(dataset.bad_positions) == 8
    assert sum(count > 1 for count in keys.values()) == dataset.repeated == max(1, rows // 100)
    existing = {values["foreign_id"] for values in dataset.existing}
    assert len(existing) == len(dataset.existing)
    assert len(existing & keys.keys()) == (rows - 8 - max(1, rows // 100)) // 10
    assert len(existing - keys.keys()) == 1
    assert 20 <= dataset.cap <= 120


def test_the_seed_decides(tmp_path: Path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_csv(generate(100, seed), tmp_path / name)
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b
    assert a != c
    assert generate(100, 1) == generate(100, 1)


def test_the_file_says_what_the_values_say(dataset, tmp_path):
    path = tmp_path / "customers.csv"
    write_csv(dataset, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *lines = csv.reader(file, delimiter=";")
    assert header[:-1] == list(COLUMNS)
    for cells, row in zip(lines, dataset.rows, strict=True):
        if row.values is not None:
            read = dict(zip(COLUMNS.values(), cells, strict=False))
            assert {name: cell for name, cell in read.items() if cell} == {
                name: written(value) for name, value in row.values.items()
            }


def written(value: object) -> str:
    if isinstance(value, bool):
        return {True: "ja", False: "nein"}[value]
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def test_the_file_holds_what_is_hard(tmp_path):
    path = tmp_path / "customers.csv"
    write_csv(generate(2000, 3), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for line in csv.reader(file, delimiter=";") for cell in line]
    for character in 'äöüß\n;"':
        assert any(character in cell for cell in cells)


def test_countries_are_those_of_the_sandbox(dataset):
    with Sandbox(data="empty") as sandbox:
        codes = {row.id: row.code for row in sandbox.store.countries.values()}
    used = {row.values["addr_country_id"] for row in dataset.rows if row.values}
    assert {codes[number] for number in used} <= {"DE", "AT", "CH"}


@pytest.fixture
def right(dataset) -> tuple[Evidence, Report]:
    """The store and the report as they should be."""
    stranger: dict[str, Any] = {"id": 1, "foreign_id": None, "name": "Fremd", "addresses": []}
    before = [stranger, *(record(n, old) for n, old in enumerate(dataset.existing, 100))]
    number = {customer["foreign_id"]: customer["id"] for customer in before}
    older = {values["foreign_id"]: values for values in dataset.existing}
    good = dataset.last_good
    after = [customer for customer in before if customer["foreign_id"] not in good]
    after += [
        record(number.get(key, 1000 + n), {**older.get(key, {}), **values})
        for n, (key, values) in enumerate(good.items())
    ]
    report = Report(rows=200, accepted=190, unchanged=0, rejected=8, superseded=2, unknown=0)
    return Evidence(before=before, after=after, rejects=sorted(dataset.bad_positions)), report


def record(number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the store."""
    fields = dict.fromkeys(attrs.fields_dict(NewCustomer))
    plain = {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}
    address = {"street": values["addr_street"]}
    return {**fields, "id": number, "is_institution": False, "addresses": [address], **plain}


def test_right_is_right(dataset, right):
    assert differences(dataset, *right) == []


def spoil_twice(after):
    after.append({**after[-1], "id": 5000})


def spoil_missing(after):
    after.pop()


def spoil_value(after):
    after[-1]["tel"] = "1"


def spoil_empty_for_absent(after):
    after[-1]["mobile"] = ""


def spoil_type(after):
    after[-1]["addr_country_id"] = str(after[-1]["addr_country_id"])


def spoil_address(after):
    after[-1]["addresses"].append({"street": "x"})


def spoil_stranger(after):
    after[0]["name"] = "Bekannt"


def spoil_stranger_gone(after):
    del after[0]


def spoil_bad_row_stored(after):
    after.append(record(6000, {"foreign_id": "CRM-1", "name": "x", "addr_street": "y"}))


def spoil_new_id(after):
    next(c for c in after if c.get("fax") and c["id"] < 1000 and c is not after[1])["id"] = 7000


@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        (spoil_twice, "stands 2 times"),
        (spoil_missing, "stands 0 times"),
        (spoil_value, "tel is '1'"),
        (spoil_empty_for_absent, "mobile is '' and should be None"),
        (spoil_type, "addr_country_id is '"),
        (spoil_address, "has 2 addresses"),
        (spoil_stranger, "customer 1 was changed"),
        (spoil_stranger_gone, "customer 1 is gone"),
        (spoil_bad_row_stored, "'CRM-1' should not be there"),
        (spoil_new_id, "another go~mus id"),
    ],
)
def test_what_is_wrong_is_found(dataset, right, spoil, text):
    evidence, report = right
    after = json.loads(json.dumps(evidence.after))
    spoil(after)
    found = differences(dataset, attrs.evolve(evidence, after=after), report)
    assert len(found) == 1
    assert text in found[0]


def test_an_older_row_that_won_is_found(dataset, right):
    evidence, report = right
    key, earlier = next(
        (row.key, row.values)
        for row in dataset.rows
        if row.values is not None and row.values != dataset.last_good[row.key]
    )
    after = [
        record(customer["id"], earlier) if customer["foreign_id"] == key else customer
        for customer in evidence.after
    ]
    found = differences(dataset, attrs.evolve(evidence, after=after), report)
    assert any(f"{key}: tel is" in difference for difference in found)


@pytest.mark.parametrize(
    ("changes", "texts"),
    [
        ({"accepted": 189}, ["does not add up", "accepted: 189"]),
        ({"accepted": 189, "unknown": 1}, ["accepted: 189", "unknown: 1"]),
        ({"rejected": 7, "superseded": 3}, ["rejected: 7", "superseded: 3"]),
    ],
)
def test_a_report_that_is_wrong_is_found(dataset, right, changes, texts):
    evidence, report = right
    found = differences(dataset, evidence, attrs.evolve(report, **changes))
    assert len(found) == len(texts)
    assert all(text in difference for text, difference in zip(texts, found, strict=True))


def test_a_rejects_file_that_is_wrong_is_found(dataset, right):
    evidence, report = right
    short = attrs.evolve(evidence, rejects=evidence.rejects[1:])
    assert len(differences(dataset, short, report)) == 1


def test_trouble_is_counted_from_the_history():
    def entry(
        fault: str | None = None,
        status: int | None = 200,
        keys: str = "",
        method: str = "POST",
        applied: bool = False,
    ) -> dict[str, Any]:
        return {
            "fault": fault, "status": status, "keys": keys, "method": method, "applied": applied
        }  # fmt: skip

    history = [
        entry(status=422, keys="abc"),
        entry(status=422, keys="a"),
        entry("status_429", 429, method="GET"),
        entry("status_503", 503),
        entry("reset_after", None, keys="ab", applied=True),
        entry("reset_after", None, keys="abc", applied=False),
        entry("reset_after", None, keys="a", method="PUT", applied=True),
    ]
    assert Trouble.seen(history, 2) == Trouble(
        requests=7, too_large=1, bad_row=1, throttled=1, unavailable=1,
        resets=3, lost_creates=1, lost_customers=2,
    )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_demo_holds(process, tmp_path, seed):
    folder = tmp_path / "demo"
    child = process("demo", "--seed", seed, "--rows", 200, "--keep", folder, NO_COLOR="1")
    out, err = child.communicate()
    assert (child.returncode, err) == (0, "")
    assert out.splitlines()[-1] == VERDICT
    assert f"--seed {seed}" in out
    for name in ("customers.csv", "rejects.jsonl"):
        assert str(folder / name) in out
        assert (folder / name).stat().st_size
    assert [line for line in out.splitlines() if len(line) > 80 and str(folder) not in line] == []


def test_demo_as_json(process, tmp_path):
    child = process("demo", "--rows", FEWEST_ROWS, "--keep", tmp_path, "--json")
    out, err = child.communicate()
    start, end = (json.loads(line) for line in out.splitlines())
    assert (child.returncode, err) == (0, "")
    assert start["event"] == "start"
    assert isinstance(start["seed"], int)
    assert end["verdict"] == VERDICT
    assert end["differences"] == []
    assert end["report"]["rejected"] == 8
    assert end["sandbox"]["requests"] == end["report"]["requests"]


def test_demo_says_what_is_wrong(cli, monkeypatch, tmp_path):
    monkeypatch.setattr("gomus_async.cli.demo_run.differences", lambda *_: ["K-1 is odd"] * 25)
    result = cli("demo", "--seed", 4, "--rows", FEWEST_ROWS, "--keep", tmp_path)
    assert result.code == 1
    assert VERDICT not in result.out
    assert "  K-1 is odd\n" in result.out
    assert result.out.endswith("  and 5 more\n")


def test_demo_into_a_folder_in_use(cli, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    assert cli("demo", "--keep", tmp_path).fails(2, str(tmp_path), "not empty", "--keep")


def test_demo_into_a_file(cli, tmp_path):
    path = tmp_path / "file"
    path.write_text("mine")
    assert cli("demo", "--keep", path).fails(2, str(path), "--keep")
    assert path.read_text() == "mine"

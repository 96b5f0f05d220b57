"""`gomus orders list|get|pdf` against a sandbox."""

import asyncio
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gomus_async import Gomus, NewOrder, NewTicket, Order
from gomus_async.cli.order_files import shelf
from gomus_async.cli.order_view import record
from gomus_async.sandbox import Sandbox
from tests.support.terminal import on_terminal

NOW = datetime(2030, 7, 1, 6, tzinfo=UTC)
SLOT = datetime.fromisoformat("2030-07-02T10:00:00+02:00")
PRINTED = 3_944_805
TOKEN, BARCODE, COUPON = "Aniq532VCewghH2mUtEnng", "4034210297633-5", "79171892"
TICKET = "1x El Siglo de Oro mit Gemäldegalerie regulär"
TOUR = "1x El Siglo de Oro | Gruppenführung (12 people)"
FILES = [f"order-{PRINTED}-{name}.pdf" for name in ("ticket-42102", "event-6127", "tour-27079")]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=lambda: NOW) as served:
        yield served


@pytest.fixture
def buy(sandbox: Sandbox) -> Callable[..., Order]:
    """Buys tickets, as a reseller unless told otherwise."""

    async def order(quantity: int, reference: str | None, token: str, *, finalize: bool) -> Order:
        item = NewTicket(id=304, quantity=quantity, time=SLOT)
        async with Gomus(sandbox.url, token=token) as gomus:
            placed = await gomus.orders.create(NewOrder(items=[item], reference=reference))
            return await gomus.orders.finalize(placed.id) if finalize else placed

    def call(
        quantity: int,
        reference: str | None = None,
        *,
        token: str = "reseller-token",
        finalize: bool = False,
    ) -> Order:
        return asyncio.run(order(quantity, reference, token, finalize=finalize))

    return call


def rows(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()]


def is_whole(path: Path) -> bool:
    content = path.read_bytes()
    return content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")


def test_list_of_today(online, buy):
    order = buy(2, "R-1")
    result = online("orders", "list")
    assert (result.code, result.err) == (0, "")
    assert rows(result.out) == [
        ["id", "created", "total", "valid", "reference", "items"],
        [str(order.id), "2030-07-01 08:00", "12.00", "yes", "R-1", "2x Studiensaal"],
    ]


def test_no_orders_today(online):
    result = online("orders", "list")
    assert (result.code, len(rows(result.out))) == (0, 1)
    assert result.err == "no orders today; --from and --to ask for other days\n"


def test_list_of_other_days(online, buy):
    buy(1)
    result = online("orders", "list", "--from", "2016-03-01", "--to", "2016-04-01", "--json")
    assert [order["id"] for order in result.records] == [PRINTED]
    since = online("orders", "list", "--from", "2016-03-01", "--json").records
    assert [order["id"] for order in since] == [PRINTED + 1, PRINTED]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--to", "2016-04-01"), "no orders from today to 2016-04-01; --from asks"),
        (("--from", "2029-01-01"), "no orders from 2029-01-01 to today"),
        (("--from", "2029-01-01", "--to", "2029-01-02"), "no orders from 2029-01-01 to 2029-01-02"),
    ],
)
def test_no_orders_on_other_days(online, arguments, text):
    result = online("orders", "list", *arguments)
    assert result.code == 0
    assert result.err.startswith(text)


def test_only_mine(online, sandbox, buy, monkeypatch):
    monkeypatch.setenv("GOMUS_TOKEN", "cashpoint-token")
    buy(1)
    own = buy(2, token="cashpoint-token")
    assert len(online("orders", "list", "--json").records) == 2
    mine = online("orders", "list", "--mine", "--json").records
    assert [order["id"] for order in mine] == [own.id]


def test_every_kind_of_item_in_short(online):
    text = online("orders", "list", "--from", "2016-03-01", "--to", "2016-04-01").out
    assert rows(text)[1][5] == (f"{TICKET}, 5x El Siglo de Oro, {TOUR}, 1x Coupon für ALLES")


def test_list_on_a_terminal(sandbox, buy):
    buy(1, "order-with-a-reference-that-is-long-and-has-no-blanks")
    buy(2, "R-2")
    buy(1, token="user-token")
    screen = on_terminal("orders", "list", "--instance", sandbox.url, GOMUS_TOKEN="user-token")
    assert screen.code == 0
    assert all(len(line) <= 80 for line in screen.lines)
    assert "…" not in screen.shown
    assert screen.lines[-1] == "3 orders, 2 of them valid: 18.00"
    head = screen.lines[0]
    column = slice(head.index("reference"), head.index("items"))
    found = "".join(line[column].strip() for line in screen.lines[1:-2])
    assert "order-with-a-reference-that-is-long-and-has-no-blanks" in found


def test_one_order_on_a_terminal(sandbox, buy):
    buy(1)
    screen = on_terminal("orders", "list", "--instance", sandbox.url, GOMUS_TOKEN="reseller-token")
    assert screen.lines[-1] == "1 order: 6.00"


def test_get(online):
    result = online("orders", "get", PRINTED)
    assert (result.code, result.err) == (0, "")
    assert result.out.splitlines() == [
        "id                  3944805",
        "created             2016-03-28 22:17",
        "total               45.00",
        "valid               yes",
        "payment_status      30",
        "source              resellershop",
        "invoice             no",
        "billing_address_id  378542",
        f"ticket 42102        {TICKET}, 2016-09-14 15:00, 14.00",
        "event 6127          5x El Siglo de Oro, 2016-07-09 14:30, 20.00",
        f"tour 27079          {TOUR}, 2016-07-24 12:00, 90.00",
        "coupon 42102        1x Coupon für ALLES, 50.00",
    ]


def test_barcodes_on_request(online):
    text = online("orders", "get", PRINTED, "--barcodes").out
    assert BARCODE in text
    assert COUPON in text
    assert TOKEN not in text
    whole = online("orders", "get", PRINTED, "--barcodes", "--json").records[0]
    assert whole["token"] == TOKEN
    assert whole["items"][0]["attributes"]["barcodes"][0]["barcode"] == BARCODE


@pytest.mark.parametrize(
    "arguments",
    [
        ("get", PRINTED),
        ("get", PRINTED, "--json"),
        ("list", "--from", "2016-03-01"),
        ("list", "--from", "2016-03-01", "--json"),
        ("pdf", PRINTED),
        ("pdf", PRINTED, "--to", "none"),
    ],
)
def test_secrets_are_in_no_other_output(online, arguments):
    result = online("orders", *arguments)
    for secret in (TOKEN, BARCODE, COUPON):
        assert secret not in result.out + result.err


def test_json_keeps_the_rest(online):
    served = online("orders", "get", PRINTED, "--barcodes", "--json").records[0]
    shown = online("orders", "get", PRINTED, "--json").records[0]
    assert served.keys() - shown.keys() == {"token"}
    before, after = (order["items"][0]["attributes"] for order in (served, shown))
    assert before.keys() - after.keys() == {"barcodes"}
    assert all(after[name] == before[name] for name in after)


def test_secrets_within_texts_are_masked():
    class Served(Order):
        @property
        def raw(self):
            return {"links": [f"https://h/1.pdf?token={TOKEN}"], "passbooks": ["x"], "n": 1}

    shown = record(Served(id=1, token=TOKEN), secret=False)
    assert shown == {"links": ["https://h/1.pdf?token=***"], "n": 1}


@pytest.mark.parametrize("command", ["get", "pdf"])
@pytest.mark.parametrize("text", [TOKEN, "", "1.5", "1" * 19, "²"])
def test_ids_that_are_none_are_not_repeated(online, sandbox, command, text):
    result = online("orders", command, text)
    assert result.fails(2, "ID must be the number of an order")
    assert not text or text not in result.err
    assert sandbox.history == []


@pytest.mark.parametrize("command", ["get", "pdf"])
def test_no_such_order(online, tmp_path, command):
    assert online("orders", command, 17).fails(3, "order not found")
    assert list(tmp_path.iterdir()) == []


def test_pdf(online, tmp_path):
    result = online("orders", "pdf", PRINTED, "--to", tmp_path)
    assert (result.code, result.err) == (0, "")
    paths = [Path(line) for line in result.out.splitlines()]
    assert paths == [tmp_path / name for name in FILES]
    assert all(map(is_whole, paths))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def test_pdf_lands_here_by_default_and_json_names_it(online, tmp_path):
    result = online("orders", "pdf", PRINTED, "--json")
    assert result.records == [{"path": name} for name in FILES]
    assert is_whole(tmp_path / FILES[0])


def test_invoice(online, buy, tmp_path):
    order = buy(2, token="user-token", finalize=True)
    assert online("orders", "pdf", order.id).code == 0
    assert is_whole(tmp_path / f"order-{order.id}-invoice.pdf")
    assert len(list(tmp_path.glob(f"order-{order.id}-ticket-*.pdf"))) == 1


def test_nothing_is_overwritten_unless_forced(online, tmp_path):
    kept = tmp_path / FILES[1]
    kept.write_text("mine")
    result = online("orders", "pdf", PRINTED)
    assert result.fails(2, FILES[1], "--force")
    assert kept.read_text() == "mine"
    assert result.out.splitlines() == [FILES[0], FILES[2]]
    forced = online("orders", "pdf", PRINTED, "--force")
    assert (forced.code, forced.out.splitlines()) == (0, FILES)
    assert is_whole(kept)


def test_a_dangling_link_is_not_written_through(online, tmp_path):
    (tmp_path / FILES[0]).symlink_to(tmp_path / "elsewhere.pdf")
    assert online("orders", "pdf", PRINTED).fails(2, FILES[0])
    assert not (tmp_path / "elsewhere.pdf").exists()


def test_a_file_that_came_meanwhile_stays(tmp_path):
    with shelf(tmp_path, force=False) as place:
        part = place.workshop / "x.pdf"
        part.write_text("new")
        (tmp_path / "x.pdf").write_text("old")
        with pytest.raises(FileExistsError):
            place.place(part)
    assert [path.name for path in tmp_path.iterdir()] == ["x.pdf"]
    assert (tmp_path / "x.pdf").read_text() == "old"


@pytest.mark.parametrize("taken", [True, False])
def test_disks_without_links(tmp_path, monkeypatch, taken):
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    target = tmp_path / "x.pdf"
    with shelf(tmp_path, force=False) as place:
        part = place.workshop / "x.pdf"
        part.write_text("new")
        if taken:
            target.write_text("old")
            with pytest.raises(FileExistsError):
                place.place(part)
        else:
            assert place.place(part) == target
    assert target.read_text() == ("old" if taken else "new")


def test_one_that_cannot_be_fetched(online, sandbox, tmp_path):
    sandbox.store.ledger.orders[PRINTED].items[0].cancelled = True
    result = online("orders", "pdf", PRINTED)
    assert result.fails(3, FILES[0], "document not found")
    assert result.out.splitlines() == FILES[1:]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES[1:])


def test_one_that_breaks_off_leaves_nothing(online, sandbox, tmp_path):
    path = f"/api/v4/orders/{PRINTED}/events/6127.pdf"
    rules = [{"method": "GET", "path": path, "nth": n, "do": "truncate"} for n in range(1, 9)]
    sandbox.set_faults({"rules": rules})
    result = online("orders", "pdf", PRINTED)
    assert result.fails(3, FILES[1])
    assert TOKEN not in result.err
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([FILES[0], FILES[2]])


def test_draft_has_no_documents(online, buy, tmp_path):
    order = buy(1, token="user-token")
    assert online("orders", "pdf", order.id).fails(3, "not valid", "finalize")
    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_not_there(online, sandbox, tmp_path):
    result = online("orders", "pdf", PRINTED, "--to", tmp_path / "none")
    assert result.fails(2, "none", "make it first")
    assert sandbox.history == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_takes_no_files(online, sandbox, tmp_path):
    tmp_path.chmod(0o500)
    result = online("orders", "pdf", PRINTED, "--to", tmp_path)
    tmp_path.chmod(0o700)
    assert result.fails(2, "nothing can be written")
    assert sandbox.history == []


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        (["list", "--from", "05.12.2026"], ["--from", "'05.12.2026'"]),
        (["list", "--to", "2026-02-30"], ["--to", "'2026-02-30'"]),
        (["list", "--from", "2026-12-05", "--to", "2026-12-04"], ["--from 2026-12-05", "swap"]),
        (["get"], ["ID", "gomus orders get --help"]),
        (["pdf"], ["ID", "gomus orders pdf --help"]),
    ],
)
def test_wrong_usage(online, sandbox, arguments, texts):
    assert online("orders", *arguments).fails(2, *texts)
    assert sandbox.history == []


def test_token_is_needed(online, monkeypatch):
    monkeypatch.delenv("GOMUS_TOKEN")
    for arguments in (["list"], ["get", "1"], ["pdf", "1"]):
        assert online("orders", *arguments).fails(2, "no token")


@pytest.mark.parametrize("arguments", [("list",), ("get", 1), ("pdf", 1)])
def test_token_is_in_no_output(online, monkeypatch, arguments):
    monkeypatch.setenv("GOMUS_TOKEN", "canary-3f9a1c")
    result = online("orders", *arguments)
    assert result.fails(3)
    assert "canary" not in result.err

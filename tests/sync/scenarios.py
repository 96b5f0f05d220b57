"""What shops and offices do, each once: run through both sides by `test_contract.py`."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import attrs

from gomus_async import (
    ConfigError,
    CustomerUpdate,
    InvalidId,
    NewCoupon,
    NewCustomer,
    NewOrder,
    NewTicket,
    NotFound,
    OutcomeUnknown,
    Unauthorized,
)
from tests.support.annual import PETER
from tests.support.documents import sheets
from tests.sync.sides import Scenario, Side

__all__ = ["SCENARIOS"]

DAY: Final = date.today() + timedelta(days=2)  # noqa: DTZ011 - the sandbox's clock is this one
SLOT: Final = datetime.combine(DAY, time(14))
EMAIL, PASSWORD = "shop-customer@giantmonkey.de", "meowmeowmeow"
FRESH: Final = "111yxqgyxGWWVmXEg"


async def failed(call: Any, kind: type[BaseException]) -> str:
    """The message of a call that fails."""
    try:
        await call()
    except kind as error:
        return str(error)
    raise AssertionError(f"it did not raise {kind.__name__}")


async def customers(side: Side, gomus: Any) -> Any:
    made = await gomus.customers.create(
        NewCustomer(foreign_id="SF-1", name="Müller", email="anna@example.com")
    )
    read = await gomus.customers.get("SF-1")
    changed = await gomus.customers.update("SF-1", CustomerUpdate(tel="+49 30 1"))
    by_number = await gomus.customers.get(made.id)
    many = await gomus.customers.create_many(
        [NewCustomer(foreign_id=f"SF-{n}", name=f"N{n}") for n in (2, 3)]
    )
    again = await gomus.customers.update_many([CustomerUpdate(foreign_id="SF-2", tel="2")])
    response = await gomus.raw.customers.get("SF-2")
    await gomus.customers.delete("SF-1")
    gone = await failed(lambda: gomus.customers.get("SF-1"), NotFound)
    refused = await failed(lambda: gomus.customers.get(".."), InvalidId)
    titles = [*await gomus.customers.titles(), *await gomus.customers.salutations()]
    customers = [made, read, changed, by_number, *many, *again, response.value]
    seen = [(c.foreign_id, c.name, c.tel) for c in customers]
    return seen, response.status, response.attempts, gone.partition(" (")[0], refused, titles


async def lists(side: Side, gomus: Any) -> Any:
    names = [museum.title async for museum in gomus.museums.list(per_page=1)]
    tickets = gomus.tickets.list(per_page=2, prefetch=0)
    totals = [tickets.total]
    first = await tickets.first()
    two = [ticket.id for ticket in await tickets.all(limit=2)]
    totals.append(tickets.total)
    pages = [len(page) async for page in gomus.lookups.countries(per_page=100).pages()]
    async for ticket in gomus.tickets.list(per_page=1, prefetch=0):
        left = ticket.id
        break
    tags = [tag.name for tag in await gomus.events.categories()]
    whoami = await gomus.instance.whoami()
    return names, first.id, two, totals, pages, left, tags, whoami.access


async def hold_and_order(side: Side, gomus: Any) -> Any:
    hold = gomus.reservations.hold(247, quantity=2, start_at=SLOT)
    early = await failed(_token_of(hold), ConfigError)
    async with hold:
        held = await gomus.tickets.capacity(247, date=DAY, reservations=[hold.token])
        left = await gomus.tickets.capacity(247, date=DAY)
        renewed = await hold.update(quantity=3)
        hold.check()
        assert hold.valid_until == hold.reservation.valid_until == renewed.valid_until
        ticket = NewTicket(id=247, quantity=3, time=SLOT, reservations=[hold.token])
        order = await gomus.orders.create(NewOrder(items=[ticket], reference="R-1"))
    again = await gomus.orders.get(order.id)
    found = await gomus.orders.find_by_barcode(order.items[0].attributes.barcodes[0].barcode)
    async with gomus.reservations.hold(247, quantity=1, start_at=SLOT) as kept:
        kept.keep()
    await gomus.reservations.delete(kept.reservation.token)
    seats = [sum(room.values()) for room in (held, left)]
    ids = order.id == again.id == found.id
    return early.replace("async ", ""), seats, renewed.quantity, order.total_price_cents, ids


def _token_of(hold: Any) -> Any:
    async def read() -> str:
        token: str = hold.token
        return token

    return read


async def documents(side: Side, gomus: Any) -> Any:
    order = await gomus.orders.create(NewOrder(items=[NewTicket(id=247, quantity=2, time=SLOT)]))
    sale = order.items[0].attributes
    document = gomus.orders.ticket_pdf(order, sale.id)
    before = document.content_type
    content = await document.read()
    with TemporaryDirectory() as folder:
        path = await document.save(Path(folder) / "tickets.pdf")
        saved = path.read_bytes() == content
    invoice = await failed(gomus.orders.invoice_pdf(order).read, NotFound)
    passbook = gomus.orders.passbook(order, sale.id, sale.barcodes[0])
    kind = len(await passbook.read()) > 0, passbook.content_type
    printed = [sheet.barcodes[0][0] for sheet in sheets(content)]
    return before, document.content_type, saved, printed, kind, invoice.partition(" (")[0]


async def coupons(side: Side, gomus: Any) -> Any:
    values = [(await gomus.coupons.check(code)).value_cents for code in ("123456", "234567")]
    ticket = NewTicket(id=247, quantity=1, time=SLOT)
    await gomus.orders.create(NewOrder(items=[ticket], coupons=["234567"]))
    values.append((await gomus.coupons.check("234567")).value_cents)
    offered = await gomus.coupons.list().all()
    bought = await gomus.orders.create(NewOrder(items=[NewCoupon(id=offered[0].id, quantity=1)]))
    unknown = await failed(lambda: gomus.coupons.check("000000"), NotFound)
    return values, bought.total_price_cents, "000000" in unknown


async def annual(side: Side, gomus: Any) -> Any:
    nobody = gomus.with_options(token=None)
    tickets = nobody.annual("annual-token")
    order = await tickets.order()
    peter = await tickets.create_customer(**PETER)
    one = order.ticket_sales[0].personalizations[0]
    await tickets.update_personalization(
        one.id,
        customer_personalization_token=peter.personalization_token,
        customer_address_id=peter.addresses[0].id,
    )
    await tickets.upload_photo(one.id, b"\xff\xd8\xff\xe0 a portrait")
    await tickets.update_ticket_sale(order.ticket_sales[0].id, start_at=SLOT)
    await tickets.finalize()
    after = await tickets.order()
    made_out = after.ticket_sales[0].personalizations[0].customer.name
    wrong = await failed(nobody.annual("wrong").order, Unauthorized)
    try:
        nobody.annual("not a token")
    except ConfigError as error:
        return order.id, made_out, wrong.partition(" (")[0], str(error)
    raise AssertionError


async def session(side: Side, gomus: Any) -> Any:
    async with await gomus.accounts.sign_in(EMAIL, PASSWORD) as session:
        account = await session.update(newsletter_groups=[1, 8])
        same = session.customer == account
        names = sorted(session.headers)
        orders = await session.orders.list(start_at=date(2016, 1, 1)).all()
        number = await failed(lambda: session.orders.get(1), NotFound)
    over = await failed(lambda: session.update(newsletter_groups=[]), ConfigError)
    response = await gomus.raw.accounts.sign_in(EMAIL, PASSWORD)
    email = response.value.customer.email
    wrong = await failed(lambda: gomus.accounts.sign_in(EMAIL, "wrong"), Unauthorized)
    return account, same, names, len(orders), number.partition(" (")[0], over, email, wrong[:30]


async def capacities(side: Side, gomus: Any) -> Any:
    left = await gomus.tickets.capacities([247], date=DAY)
    calendar = await gomus.tickets.calendar(depth="all", start_at=DAY, end_at=DAY)
    responses = await gomus.raw.tickets.calendar(start_at=DAY, end_at=DAY)
    tours = await gomus.tours.start_times(101173, depth="all", start_at=DAY, end_at=DAY)
    wrong = await failed(
        lambda: gomus.tickets.calendar(start_at=DAY, end_at=DAY - timedelta(days=1)), ConfigError
    )
    room = left.available(247)
    return len(room), sum(room.values()), len(calendar), responses.value, len(tours), wrong


async def entry(side: Side, gomus: Any) -> Any:
    door = gomus.with_options(token="entry-token")
    steps = [await door.entry.status(FRESH), await door.entry.redeem(FRESH)]
    steps += [await door.entry.exit(FRESH), await door.entry.status(FRESH)]
    return [(step.is_valid, step.message) for step in steps]


async def unclear(side: Side, gomus: Any) -> Any:
    """The order is placed, and nobody hears of it: `test_contract.py` sees to that."""
    ticket = NewTicket(id=247, quantity=1, time=SLOT)
    try:
        await gomus.orders.create(NewOrder(items=[ticket], reference="lost"))
    except OutcomeUnknown as unknown:
        (order,) = await gomus.orders.find_candidates(unknown)
        return order.reference, unknown.likely_applied, unknown.endpoint
    raise AssertionError


async def importing(side: Side, gomus: Any) -> Any:
    def rows() -> Iterator[Mapping[str, Any]]:
        for number in range(300):
            yield {"foreign_id": f"M-{number}", "name": "" if number == 7 else f"N{number}"}

    told: list[Any] = []
    report = await side.import_customers(gomus, rows(), on_progress=told.append)
    read = await gomus.customers.get("M-299")
    dry = await side.import_customers(gomus, [{"foreign_id": 1}], dry_run=True)
    assert told[-1].finished
    assert (told[-1].rows, told[-1].settled) == (report.rows, report.rows)
    counts = attrs.asdict(report)
    for measured in ("elapsed", "retries", "requests", "batches", "look_ups", "pauses", "course"):
        del counts[measured]
    return counts, read.name, (dry.rows, dry.rejected)


SCENARIOS: Final[tuple[tuple[Scenario, str], ...]] = (
    (customers, "user-token"),
    (lists, "user-token"),
    (hold_and_order, "reseller-token"),
    (documents, "reseller-token"),
    (coupons, "reseller-token"),
    (annual, "reseller-token"),
    (session, "user-token"),
    (capacities, "reseller-token"),
    (entry, "user-token"),
    (unclear, "reseller-token"),
    (importing, "user-token"),
)

"""Every read method over the sandbox: as documented, with fields more, and with fields less."""

from typing import Any, Final

import attrs
import pytest

from gomus_async import NewOrder, NewTicket, TicketItem
from tests.catalogue.conftest import MONDAY, Open
from tests.catalogue.reads import READS, Read, Reading, value_of
from tests.support.endpoint_table import named_routes, public_methods, receivers

STRANGE: Final = {"sandbox_note", "sandbox_extra"}
ELSEWHERE: Final = {
    # Files, which have no fields.
    "gomus.orders.event_pdf",
    "gomus.orders.invoice_pdf",
    "gomus.orders.passbook",
    "gomus.orders.ticket_pdf",
    "gomus.orders.tour_pdf",
    # The routes of `gomus.orders`, once more.
    "gomus.orders.find_candidates",
    "session.orders.get",
}
EMPTY: Final = {"gomus.tours.proposal_categories", "session.orders.list"}
"""Nothing of the kind is in the sandbox at the start."""
SAYS_NOTHING: Final = {"gomus.museums.opening_hours"}
"""Without a begin and an end there is no row left."""
"""A value in `content` that is no text fails the whole answer, which is a fault of the models."""
CASES: Final = [
    pytest.param(
        name,
        read,
        id=name,
    )
    for name, read in READS.items()
]


def plain(value: Any) -> Any:
    """A value to compare: without the strange fields of objects that are kept as they came."""
    if attrs.has(type(value)):
        fields = attrs.fields(type(value))
        return type(value), {field.name: plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, dict):
        objects = all(isinstance(key, str) for key in value)
        dropped = STRANGE if objects else set[str]()
        return {key: plain(each) for key, each in value.items() if key not in dropped}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def ids(value: Any) -> list[Any]:
    """What tells the rows of a list apart, or the keys of a map."""
    if isinstance(value, dict):
        return list(value)
    return [getattr(row, "id", None) for row in value] if isinstance(value, list) else []


@pytest.fixture
async def reading(open_network: Open) -> Reading:
    network = await open_network()
    owner = network.gomus.with_options(token="reseller-token")
    items = [NewTicket(id=247, quantity=2, time=MONDAY.replace(hour=12))]
    order = await owner.orders.create(NewOrder(items=items))
    (item,) = order.items
    assert isinstance(item, TicketItem)
    good, used = (code.barcode for code in item.attributes.barcodes)
    assert good is not None
    assert used is not None
    await network.gomus.entry.redeem(used)
    return Reading(network, order.id, good, used)


def test_no_read_method_is_left_out() -> None:
    known = {
        f"{receiver}.{name}"
        for receiver, cls in receivers().items()
        for name, method in public_methods(cls)
        if any(route.startswith("GET ") for route in named_routes(method))
    }

    assert known == {name.partition(",")[0] for name in READS} | ELSEWHERE


@pytest.mark.parametrize(("name", "read"), CASES)
async def test_a_read_survives_other_shapes(reading: Reading, name: str, read: Read) -> None:
    sandbox = reading.network.sandbox
    expected = await value_of(read, reading)
    # A list without a row would show nothing.
    assert bool(expected) is (name not in EMPTY)

    sandbox.set_faults("unknown_fields=1")
    more = await value_of(read, reading)
    sandbox.set_faults("missing_fields=1")
    less = await value_of(read, reading)

    assert plain(more) == plain(expected)
    assert type(less) is type(expected)
    assert ids(less) == ([] if name in SAYS_NOTHING else ids(expected))
    faults = {row["fault"] for row in sandbox.history}
    assert {"unknown_fields", "missing_fields"} <= faults


@pytest.mark.parametrize("locale", ["de", "en", ["de", "en"]])
async def test_texts_come_in_the_languages_that_are_asked_for(
    reading: Reading, locale: Any
) -> None:
    gomus = reading.gomus.with_options(locale=locale)
    event = await gomus.events.get(101184)
    listed = {row.id: row for row in await gomus.events.list().all()}

    texts = {"de": "Highlights der Sammlung", "en": "Highlights of the collection"}
    expected = texts if isinstance(locale, list) else texts[locale]
    assert listed[101178].title == expected
    assert event.title == listed[101184].title

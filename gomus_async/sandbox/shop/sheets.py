"""What stands on the documents of an order: tickets, confirmations, the invoice."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from attrs import define, field, frozen

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.shop import code39, pdf
from gomus_async.sandbox.shop.ledger import Item, Order
from gomus_async.sandbox.shop.products import Catalogue

_LEFT: Final = 50
_RIGHT: Final = 545
_TOP: Final = 790
_BOTTOM: Final = 60
_PRICE_COLUMN: Final = 465
_MODULE: Final = 1.5
_BAR_HEIGHT: Final = 70

_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "de": {
            "ticket": "Ticket",
            "booking": "Buchungsbestätigung",
            "invoice": "Rechnung",
            "order": "Bestellung",
            "reference": "Referenz",
            "start": "Einlass",
            "begin": "Beginn",
            "place": "Ort",
            "attendee": "Besucher",
            "persons": "Personen",
            "language": "Sprache",
            "age_group": "Altersgruppe",
            "price": "Preis",
            "vat": "USt.",
            "sum": "Summe",
            "coupon": "Gutschein",
            "due": "Zu zahlen",
            "date": "Datum",
            "moment": "%d.%m.%Y, %H:%M Uhr",
            "day": "%d.%m.%Y",
            "point": ",",
        },
        "en": {
            "ticket": "Ticket",
            "booking": "Booking confirmation",
            "invoice": "Invoice",
            "order": "Order",
            "reference": "Reference",
            "start": "Entry",
            "begin": "Start",
            "place": "Location",
            "attendee": "Visitor",
            "persons": "Persons",
            "language": "Language",
            "age_group": "Age group",
            "price": "Price",
            "vat": "VAT",
            "sum": "Total",
            "coupon": "Coupon",
            "due": "To be paid",
            "date": "Date",
            "moment": "%Y-%m-%d, %H:%M",
            "day": "%Y-%m-%d",
            "point": ".",
        },
    }
)


@define
class _Sheet:
    """A page that is written from the top down."""

    page: pdf.Page = field(factory=pdf.Page)
    y: float = _TOP

    def line(self, text: str, *, size: int = 11, bold: bool = False) -> None:
        """Write a text, on as many lines as it needs."""
        # The letters of Helvetica are about half as wide as high; capitals are wider.
        longest = int((_RIGHT - _LEFT) / (size * 0.58))
        for row in textwrap.wrap(text, longest):
            self.y -= size * 1.4
            self.page.text(_LEFT, self.y, row, size=size, bold=bold)

    def priced(self, text: str, price: str, *, bold: bool = False) -> None:
        """Write a text with a price in its own column."""
        rows = textwrap.wrap(text, 60) or [""]
        self.page.text(_PRICE_COLUMN, self.y - 15.4, price, bold=bold)
        for row in rows:
            self.y -= 15.4
            self.page.text(_LEFT, self.y, row, bold=bold)

    def bars(self, text: str) -> None:
        """Draw a text in Code 39, with the text below."""
        symbol = code39.encode(text)
        module = min(_MODULE, (_RIGHT - _LEFT) / symbol.width)
        self.y -= _BAR_HEIGHT
        for offset, width in symbol.bars:
            self.page.rectangle(_LEFT + offset * module, self.y, width * module, _BAR_HEIGHT)
        self.y -= 8
        self.line(text)

    def gap(self) -> None:
        """Leave a line blank."""
        self.y -= 15.4


@frozen
class Printer:
    """Prints in one language.

    Args:
        catalogue: with the names of sub tickets.
        clock: for local times.
        locale: one that the instance has.
    """

    catalogue: Catalogue
    clock: Clock
    locale: str

    def tickets(self, order: Order, sale: Item) -> bytes:
        """The tickets of a sale: one page a barcode."""
        pages = [
            self._ticket(order, sale.attributes, index, code["barcode"])
            for index, code in enumerate(sale.attributes["barcodes"])
        ]
        return pdf.write(pages, title=f"{self._word('ticket')} {sale.attributes['title']}")

    def booking(self, order: Order, item: Item) -> bytes:
        """The confirmation of an event or a tour."""
        facts = item.attributes
        sheet = self._begun(order, self._word("booking"))
        sheet.line(facts["title"], size=18, bold=True)
        sheet.gap()
        sheet.line(f"{self._word('begin')}: {self.moment(facts['start_time'])}")
        self._labelled(sheet, "persons", facts.get("participants", facts.get("quantity")))
        self._labelled(sheet, "language", facts.get("language"))
        self._labelled(sheet, "age_group", facts.get("age_group"))
        self._place(sheet, facts)
        sheet.gap()
        for price in facts.get("prices", ()):
            sheet.priced(_counted(price), self._money(price["total_price_cents"]))
        sheet.priced(self._word("sum"), self._money(item.price_cents), bold=True)
        return pdf.write([sheet.page], title=f"{self._word('booking')} {facts['title']}")

    def invoice(self, order: Order) -> bytes:
        """The invoice: every item that stands, their sum, and what coupons have paid."""
        sheet = self._begun(order, self._word("invoice"))
        day = datetime.fromisoformat(order.created_at).strftime(self._word("day"))
        sheet.line(f"{self._word('date')}: {day}")
        sheet.gap()
        pages = [sheet.page]
        for text, cents in self._entries(order):
            if sheet.y < _BOTTOM:
                sheet = _Sheet()
                pages.append(sheet.page)
            sheet.priced(text, self._money(cents), bold=text == self._word("sum"))
        return pdf.write(pages, title=f"{self._word('invoice')} {order.id}")

    def moment(self, start: str | None) -> str:
        """A time as people here read it; empty for none."""
        if start is None:
            return ""
        local = self.clock.at(datetime.fromisoformat(start).timestamp())
        return local.strftime(self._word("moment"))

    def _ticket(self, order: Order, facts: Mapping[str, Any], index: int, barcode: str) -> pdf.Page:
        sheet = self._begun(order, self._word("ticket"))
        sheet.line(facts["title"], size=18, bold=True)
        sheet.gap()
        sheet.line(f"{self._word('start')}: {self.moment(facts.get('start_time'))}", bold=True)
        sub_ticket_times: Mapping[str, str] = facts.get("sub_ticket_times") or {}
        for number, start in sub_ticket_times.items():
            sheet.line(f"{self._sub_title(number)}: {self.moment(start)}", bold=True)
        self._place(sheet, facts)
        attendees: Sequence[Mapping[str, Any]] = facts.get("attendees") or ()
        if index < len(attendees):
            self._labelled(sheet, "attendee", _person(attendees[index]))
        sheet.gap()
        sheet.bars(barcode)
        return sheet.page

    def _entries(self, order: Order) -> Iterator[tuple[str, int]]:
        standing = [item for item in order.items if not item.cancelled]
        for item in standing:
            yield (
                f"{_counted(item.attributes)} ({self._word('vat')} {item.vat_pct} %)",
                item.price_cents,
            )
        total = sum(item.price_cents for item in standing)
        yield self._word("sum"), total
        for code, cents in order.coupon_payments:
            yield f"{self._word('coupon')} {code}", -cents
        if order.coupon_payments:
            yield self._word("due"), total - sum(cents for _, cents in order.coupon_payments)

    def _begun(self, order: Order, kind: str) -> _Sheet:
        sheet = _Sheet()
        sheet.line(kind, size=14)
        sheet.line(f"{self._word('order')} {order.id}")
        # The comment is for the museum; the reference is for the customer.
        self._labelled(sheet, "reference", order.reference)
        sheet.gap()
        return sheet

    def _place(self, sheet: _Sheet, facts: Mapping[str, Any]) -> None:
        self._labelled(sheet, "place", place(facts))

    def _labelled(self, sheet: _Sheet, label: str, value: object) -> None:
        if value:
            sheet.line(f"{self._word(label)}: {value}")

    def _sub_title(self, number: str) -> str:
        ticket = self.catalogue.tickets.get(int(number))
        return f"Ticket {number}" if ticket is None else ticket.title

    def _money(self, cents: int) -> str:
        sign, amount = "-" if cents < 0 else "", abs(cents)
        return f"{sign}{amount // 100}{self._word('point')}{amount % 100:02d} €"

    def _word(self, name: str) -> str:
        return _WORDS[self.locale][name]


def place(facts: Mapping[str, Any]) -> str:
    """Where something takes place, on one line."""
    where = location(facts)
    city = _joined(" ", (where.get("zip"), where.get("city")))
    return _joined(", ", (where.get("name"), where.get("street"), city))


def location(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The location of an item; one that it has not is empty."""
    found: Mapping[str, Any] = facts.get("location") or {}
    return found


def _joined(separator: str, parts: Iterable[str | None]) -> str:
    return separator.join(part for part in parts if part)


def _person(attendee: Mapping[str, Any]) -> str:
    return _joined(" ", (attendee.get("name"), attendee.get("surname")))


def _counted(facts: Mapping[str, Any]) -> str:
    quantity = facts.get("quantity", 1)
    return f"{quantity} x {_joined(', ', (facts.get('title'), facts.get('description')))}"

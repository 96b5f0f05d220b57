"""Tickets as they are served."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gomus_async.sandbox.http import Access, Call
from gomus_async.sandbox.lookups import LOCALES, localized
from gomus_async.sandbox.shop.products import Ticket


def bookable(ticket: Ticket, access: Access, day: date) -> bool:
    """Whether this caller may buy the ticket for that day by itself."""
    return access in ticket.sold_to and not ticket.is_sub_ticket and ticket.valid_on(day)


def row(ticket: Ticket, call: Call, day: date) -> dict[str, Any]:
    """A ticket in a list."""
    return {
        "id": ticket.id,
        "title": text(ticket, "title", ticket.title, call),
        "description": text(ticket, "description", ticket.description, call),
        "ticket_type": ticket.ticket_type,
        "bookable": bookable(ticket, call.access, day),
        "museum_ids": ticket.museum_ids,
        "exhibition_ids": ticket.exhibition_ids,
        "price_cents": ticket.price_cents,
        "discount": ticket.discount,
        "vat_pct": ticket.vat_pct,
        "tax_included": ticket.tax_included,
        "entry_duration": ticket.entry_duration,
        "min_persons": ticket.min_persons,
        "max_persons": ticket.max_persons,
        "quota_ids": ticket.quota_ids,
        "first_entry": ticket.first_entry,
        "last_entry": ticket.last_entry,
        "personalizeable": ticket.personalizable,
        "attendees": ticket.attendees,
        "identification": ticket.identification,
        "free_timing": ticket.free_timing,
    }


def detail(ticket: Ticket, call: Call, day: date) -> dict[str, Any]:
    """A ticket by itself; the keys of combined tickets stand only where there is one."""
    information = ticket.after_sale_information
    record = {
        **row(ticket, call, day),
        "sub_title": text(ticket, "sub_title", ticket.sub_title, call),
        "after_sale_information": text(ticket, "after_sale_information", information, call),
        "content": content(ticket, call, ticket.content),
        "location": dict(ticket.location),
    }
    if ticket.sub_ticket_ids:
        record["sub_ticket_ids"] = ticket.sub_ticket_ids
    if ticket.is_sub_ticket:
        record["is_sub_ticket"] = True
    return record


def content(ticket: Ticket, call: Call, keys: Iterable[str]) -> dict[str, Any]:
    """Some of the instance's own texts of a ticket."""
    return {
        key: text(ticket, key, ticket.content[key], call) for key in keys if key in ticket.content
    }


def text(ticket: Ticket, name: str, value: str | None, call: Call) -> Any:
    """A text in the caller's language or languages; the text itself where none has it."""
    if value is None:
        return None
    return localized({locale: _translated(ticket, locale, name, value) for locale in LOCALES}, call)


def _translated(ticket: Ticket, locale: str, name: str, value: str) -> str:
    texts: Mapping[str, str] = ticket.translations.get(locale, {})
    return texts.get(name, value)

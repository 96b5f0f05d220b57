"""The customers that the till has at the start."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from gomus_async.sandbox.inventorum.records import Address, Customer, Phone

_PRINTED_ID: Final = 196906
_FIRST_ID: Final = 520001
_SCOPED: Final = 104
_FIRST_ADDRESS: Final = 610001

# title | first name | last name | company | street | number | zipcode | city | country | VAT | year
_LINES: Final = """\
Mrs.|Katharina|Vogt||Ahornweg|12|10437|Berlin|DE||1961
Mr.|Emre|Kaya||Kottbusser Damm|70|10967|Berlin|DE||1988
Mrs.|Greta|Lindqvist||Storgatan|4|11422|Stockholm|SE||1979
Mr.|Paul|Brandt|Brandt Buchhandel GmbH|Marktplatz|1|99084|Erfurt|Deutschland|DE811907980|
|||Förderverein Stadtmuseum e. V.|Schlossstraße|9|14059|Berlin|DE||
Ms.|Noor|de Vries||Keizersgracht|220|1016DX|Amsterdam|NL||1993
Mr.|Łukasz|Wójcik||Floriańska|15|31-019|Kraków|PL||1985
|||Gymnasium am Hafen|Kaistraße|3|24103|Kiel|DE||
Mrs.|Chiara|Fontana||Via Roma|8|39100|Bozen|IT||1970
Mr.|Anton|Maier||Linke Wienzeile|36|1060|Wien|AT||1958
Ms.|Jana|Horáková||Vinohradská|50|12000|Praha|CZ||1996
Mrs.|Ulrike|Petersen|Reisen & Kultur oHG|Jungfernstieg|7|20354|Hamburg|DE|DE136695976|
Mr.|Thomas|Keller||Bahnhofstrasse|21|8001|Zürich|CH||1966
"""


def demo_customers() -> Iterator[Customer]:
    """39 of them, the first of which is the documents' own; every fifth is a favourite."""
    yield Customer(
        id=_PRINTED_ID,
        account_scoped_id=103,
        billing_address=_blank(237180),
        shipping_address=[_blank(274236)],
        first_name="J",
        last_name="K",
        company="",
        phones=[Phone(national_number="8277236")],
        note="abi",
        email="",
        tax_number="",
        title="Mr.",
    )
    lines = _LINES.splitlines()
    for number in range(38):
        yield _customer(number, lines[number % len(lines)], number // len(lines))


def _blank(number: int) -> Address:
    return Address("DE", number, "", "", "", "", "", "", "", "", "Mr.")


def _customer(number: int, line: str, repeat: int) -> Customer:
    title, first, last, company, street, house, code, city, country, vat, year = line.split("|")
    name = f"{first or 'kontakt'}.{number}".lower().encode("ascii", "ignore").decode()
    birthday = datetime(
        int(year or 1970) + repeat, 1 + number % 12, 1 + number % 28, 10, tzinfo=UTC
    )
    return Customer(
        id=_FIRST_ID + number,
        account_scoped_id=_SCOPED + number,
        billing_address=Address(
            country,
            _FIRST_ADDRESS + number,
            street,
            str(int(house) + repeat),
            code,
            city,
            "",
            first,
            last,
            company,
        ),
        first_name=first,
        last_name=last,
        company=company,
        title=title or None,
        email=f"{name}@example.com",
        phones=[Phone(national_number=f"30555{number:04}")] if number % 3 else [],
        tax_number=vat,
        birthday=birthday.timestamp() if year else None,
        is_b2b=bool(vat),
        is_favourite=number % 5 == 0,
        email_marketing_agreed=number % 4 == 0,
    )

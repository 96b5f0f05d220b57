"""What the sandbox holds at its start."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.inventorum.demo import demo_customers
from gomus_async.sandbox.inventorum.till import Order, Till
from gomus_async.sandbox.network.desk_demo import file_desk_orders
from gomus_async.sandbox.network.entry_demo import demo_entries
from gomus_async.sandbox.network.records import Entries, Network
from gomus_async.sandbox.options import Data
from gomus_async.sandbox.records import Address, Customer
from gomus_async.sandbox.sessions import Account, AccountTable, Session
from gomus_async.sandbox.shop.annual_demo import demo_annual
from gomus_async.sandbox.shop.annual_records import AnnualTable
from gomus_async.sandbox.shop.ledger import Ledger
from gomus_async.sandbox.shop.order_demo import file_printed_order
from gomus_async.sandbox.shop.products import Catalogue
from gomus_async.sandbox.store import Store

SHOP_EMAIL: Final = "shop-customer@giantmonkey.de"
"""The e-mail address of the customer who can sign in."""

SHOP_PASSWORD: Final = "meowmeowmeow"  # noqa: S105 - the documents' own sample
"""The password of the customer who can sign in."""

_SHOP_CUSTOMER_ID: Final = 402
_FIRST_DEMO_ID: Final = 501
_DEMO_TIME: Final = "2024-03-01T09:30:00+01:00"

_DETAILS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "category_id": None,
        "debitor_number": 10003,
        "has_collective_invoice_payment": False,
        "has_voucher_payment": False,
        "level": 20,
        "payment_mode_id": None,
        "price_target_audience_id": 1,
        "provider": "email",
    }
)

# foreign_id | name | surname | e-mail | tel | salutation | title | street | zip | city | country
_PEOPLE: Final = """\
SF-1001|Müller|Anna|anna.mueller@example.com|+49 30 1234501|2||Torstraße 14|10119|Berlin|60
SF-1002|Schmidt|Lukas|lukas.schmidt@example.com|+49 30 1234502|1||Beispielallee 12|10115|Berlin|60
SF-1003|Meier|Tina|tina.meier@example.com||2|1|Am Kanal 3|14467|Potsdam|60
SF-1004|Kaya|Emre|emre.kaya@example.com|+49 221 555104|1||Ehrenstraße 41|50672|Köln|60
SF-1005|Groß|Jörg|joerg.gross@example.com||1|2|Königsallee 7|40212|Düsseldorf|60
SF-1006|Nowak|Zofia|zofia.nowak@example.com|+48 22 5551006|2||ulica Długa 5|00-263|Warszawa|179
SF-1007|Dubois|Éloïse|eloise.dubois@example.com||2||12 rue des Écoles|75005|Paris|75
SF-1008|O'Neill|Seán|sean.oneill@example.com|+353 1 5551008|1||8 Parnell Square|D01 F2X9|Dublin|102
SF-1009|Weiß|Kim|kim.weiss@example.com||3||Lindenweg 22|04109|Leipzig|60
SF-1010|van der Berg|Pieter|pieter.vdberg@example.com||1||Prinsengracht 263|1016 GV|Amsterdam|166
MEMBER-2026-001|Hoffmann|Klara|klara@example.com|+49 40 5552001|2||Am Kai 9|22763|Hamburg|60
MEMBER-2026-002|Özdemir|Leyla|leyla.oezdemir@example.com||2|1|Hohe Straße 8|01069|Dresden|60
MEMBER-2026-003|Bauer|Maximilian|max@example.com|+49 89 5552003|1||Isartor 30|80331|München|60
MEMBER-2026-004|Fischer|Ingrid|ingrid.fischer@example.com||2|3|Marktplatz 1|28195|Bremen|60
|Wagner|Sofie|sofie.wagner@example.com||2||Zeil 101|60313|Frankfurt am Main|60
|Becker|Jonas|jonas.becker@example.com|+49 711 5553002|1||Schlossplatz 4|70173|Stuttgart|60
|Rossi|Giulia|giulia.rossi@example.com||2||Via Garibaldi 18|00153|Roma|110
|Novák|Tomáš|tomas.novak@example.com||1||Karlova 2|110 00|Praha|56
|Sørensen|Mette|mette.soerensen@example.com||2||Nyhavn 17|1051|København|58
|Schulz|Alex|||3|||||
"""

# foreign_id | institution | e-mail | tel | street | zip | city
_INSTITUTIONS: Final = """\
SF-2001|Gymnasium am Stadtpark|post@stadtpark.example|+49 30 5554001|Parkstraße 2|13187|Berlin
SF-2002|Kita Regenbogen|leitung@kita-regenbogen.example||Gartenweg 9|14482|Potsdam
SF-2003|Volkshochschule Mitte|kurse@vhs-mitte.example|+49 30 5554003|Linienstraße 162|10115|Berlin
|Reisebüro Fernweh GmbH|gruppen@fernweh.example|+49 351 5554004|Prager Straße 11|01069|Dresden
|Seniorentreff Nord e. V.|post@seniorentreff-nord.example||Nordallee 5|24105|Kiel
"""


def build(data: Data, catalogue: Catalogue, clock: Clock, order: Order = "oldest") -> Store:
    """A fresh store with the data set of this name; the demo has the orders that are printed.

    Args:
        data: the data set.
        catalogue: of the shop.
        clock: of the sandbox.
        order: of the till's lists.
    """
    accounts = AccountTable()
    shop_customer = _shop_customer()
    listed = data == "demo"
    own = None if listed else shop_customer
    accounts.add(Account(_SHOP_CUSTOMER_ID, SHOP_EMAIL, SHOP_PASSWORD, own, _DETAILS))
    accounts.subscribe(_SHOP_CUSTOMER_ID, (1, 8))
    # The documents print their update example with these headers, and it should work as printed.
    placeholder = "meowmeow"
    accounts.sessions[placeholder] = Session(
        _SHOP_CUSTOMER_ID, placeholder, placeholder, {placeholder: None}, standing=True
    )
    customers = [shop_customer, *_demo()] if listed else []
    ledger = Ledger(catalogue, demo_annual() if listed else AnnualTable())
    if listed:
        file_printed_order(ledger)
        file_desk_orders(ledger, clock)
    network = Network(entries=demo_entries() if listed else Entries())
    till = Till(order, demo_customers() if listed else ())
    return Store(customers, accounts, ledger, network, clock, till=till)


def _shop_customer() -> Customer:
    return Customer(
        id=_SHOP_CUSTOMER_ID,
        name="Bruce",
        surname="Wayne",
        email=SHOP_EMAIL,
        mobile="",
        customer_salutation_id=1,
        language_id=1,
        created_at="2020-05-12T11:51:26+02:00",
        updated_at="2021-06-07T13:13:54+02:00",
    )


def _demo() -> Iterator[Customer]:
    rows = [*map(_person, _PEOPLE.splitlines()), *map(_institution, _INSTITUTIONS.splitlines())]
    for number, customer in enumerate(rows, start=_FIRST_DEMO_ID):
        customer.id = number
        customer.created_at = customer.updated_at = _DEMO_TIME
        yield customer


def _person(line: str) -> Customer:
    fields = (field or None for field in line.split("|"))
    foreign_id, name, surname, email, tel, salutation, title, street, code, city, country = fields
    return Customer(
        foreign_id=foreign_id,
        name=name,
        surname=surname,
        email=email,
        tel=tel,
        customer_salutation_id=int(salutation) if salutation else None,
        customer_title_id=int(title) if title else None,
        language_id=1,
        addresses=_addresses(street, code, city, int(country) if country else None),
    )


def _institution(line: str) -> Customer:
    foreign_id, institution, email, tel, street, code, city = (f or None for f in line.split("|"))
    return Customer(
        foreign_id=foreign_id,
        institution=institution,
        is_institution=True,
        email=email,
        tel=tel,
        language_id=1,
        addresses=_addresses(street, code, city, 60),
    )


def _addresses(
    street: str | None, code: str | None, city: str | None, country: int | None
) -> list[Address]:
    if street is None:
        return []
    return [Address(street=street, zip=code, city=city, country_id=country)]

"""The requests and answers of the documentation, and what they should be read into."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import attrs

from gomus_async import (
    Account,
    Customer,
    CustomerSession,
    CustomerUpdate,
    Gomus,
    NewCustomer,
    Salutation,
    Title,
)

TOKEN: Final = "YOUR_API_USER_TOKEN"
SHOP: Final = "demo-shop.gomus.de"
EMAIL: Final = "shop-customer@giantmonkey.de"

BEARER: Final = MappingProxyType({"Authorization": f"Bearer {TOKEN}"})
JSON: Final = MappingProxyType({"Content-Type": "application/json"})
SESSION: Final = MappingProxyType(
    {"access-token": "meowmeow", "client": "meowmeow", "uid": "meowmeow", "token-type": "Bearer"}
)

ACCOUNT_JSON: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "category_id": None,
        "created_at": "2020-05-12T11:51:26+02:00",
        "customer_salutation_id": 1,
        "customer_title_id": None,
        "debitor_number": 10003,
        "email": EMAIL,
        "fax": None,
        "has_collective_invoice_payment": False,
        "has_voucher_payment": False,
        "id": 402,
        "institution": None,
        "is_institution": False,
        "language_id": 1,
        "level": 20,
        "mobile": "",
        "name": "Bruce",
        "notes": None,
        "payment_mode_id": None,
        "price_target_audience_id": 1,
        "provider": "email",
        "surname": "Wayne",
        "tel": None,
        "updated_at": "2021-06-07T13:13:54+02:00",
        "newsletter_groups": "8,1",
        "wants_newsletter": True,
        "salutation": "Herr",
    }
)
ACCOUNT_VALUES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        **ACCOUNT_JSON,
        "created_at": datetime.fromisoformat("2020-05-12T11:51:26+02:00"),
        "updated_at": datetime.fromisoformat("2021-06-07T13:13:54+02:00"),
        "newsletter_groups": (8, 1),
    }
)
ACCOUNT: Final = Account(**ACCOUNT_VALUES)

MEMBER_JSON: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "foreign_id": "MEMBER-2026-007",
        "name": "Schmidt",
        "surname": "Lukas",
        "email": "lukas@example.com",
        "tel": "+49 30 12345",
        "is_institution": False,
    }
)
MEMBER_ADDRESS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "addr_street": "Beispielallee 12",
        "addr_zip": "10115",
        "addr_city": "Berlin",
        "addr_country_id": 1,
    }
)
BATCH: Final[tuple[Mapping[str, Any], ...]] = (
    MappingProxyType(
        {"foreign_id": "M-001", "name": "Schmidt", "surname": "Lukas", "email": "l@example.com"}
    ),
    MappingProxyType(
        {"foreign_id": "M-002", "name": "Meier", "surname": "Tina", "email": "t@example.com"}
    ),
)
CHANGES: Final[tuple[Mapping[str, Any], ...]] = (
    MappingProxyType({"foreign_id": "M-001", "tel": "+49 30 11"}),
    MappingProxyType({"foreign_id": "M-002", "email": "tina-new@example.com"}),
)


def _numbered(rows: tuple[Mapping[str, Any], ...]) -> list[dict[str, Any]]:
    return [{"id": number, **row} for number, row in enumerate(rows, start=61)]


@attrs.frozen(kw_only=True)
class Printed:
    """One request of the documentation with its answer."""

    name: str
    call: Callable[[Gomus], Awaitable[Any]]
    method: str
    target: str
    headers: Mapping[str, str]
    body: Any = None
    status: int = 200
    answer: Any = None
    answer_headers: Mapping[str, str] = MappingProxyType({})
    value: Any = None


async def sign_in(gomus: Gomus) -> Account:
    session = await gomus.accounts.sign_in(EMAIL, "meowmeowmeow")
    return session.customer


def session(gomus: Gomus) -> CustomerSession:
    return CustomerSession(gomus.customers._caller, ACCOUNT, SESSION)


def _update_account(*groups: int) -> Callable[[Gomus], Awaitable[Account]]:
    return lambda gomus: session(gomus).update(newsletter_groups=list(groups))


UPDATE_HEADERS: Final = MappingProxyType(
    {
        **SESSION,
        "X-Shop-Url": SHOP,
        "Accept": "application/json, text/plain, */*",
        "Content-Type": "application/json;charset=UTF-8",
    }
)

PRINTED: Final = (
    Printed(
        name="sign in",
        call=sign_in,
        method="POST",
        target="/api/v4/auth/sign_in?locale=de",
        headers={"X-Shop-Url": SHOP, "Content-Type": "application/json"},
        body={"email": EMAIL, "password": "meowmeowmeow"},
        answer={"data": dict(ACCOUNT_JSON)},
        answer_headers=SESSION,
        value=ACCOUNT,
    ),
    Printed(
        name="subscribe to newsletter groups",
        call=_update_account(1, 8),
        method="PUT",
        target="/api/v4/auth?locale=de",
        headers=UPDATE_HEADERS,
        body={"newsletter_groups": "1,8"},
        answer={"status": "success", "data": dict(ACCOUNT_JSON)},
        value=ACCOUNT,
    ),
    Printed(
        name="unsubscribe from all newsletters",
        call=_update_account(),
        method="PUT",
        target="/api/v4/auth?locale=de",
        headers=UPDATE_HEADERS,
        body={"newsletter_groups": ""},
        answer={
            "status": "success",
            "data": {**ACCOUNT_JSON, "newsletter_groups": "", "wants_newsletter": False},
        },
        value=attrs.evolve(ACCOUNT, newsletter_groups=(), wants_newsletter=False),
    ),
    Printed(
        name="salutations",
        call=lambda gomus: gomus.with_options(token=None, shop=None).customers.salutations(),
        method="GET",
        target="/api/v4/customers/salutations?locale=de",
        headers={},
        answer={"salutations": [{"id": 1, "name": "Herr"}, {"id": 2, "name": "Frau"}]},
        value=[Salutation(id=1, name="Herr"), Salutation(id=2, name="Frau")],
    ),
    Printed(
        name="titles",
        call=lambda gomus: gomus.with_options(token=None, shop=None).customers.titles(),
        method="GET",
        target="/api/v4/customers/titles?locale=de",
        headers={},
        answer={"titles": [{"id": 1, "name": "Dr."}, {"id": 2, "name": "Prof."}]},
        value=[Title(id=1, name="Dr."), Title(id=2, name="Prof.")],
    ),
)


def _customers(gomus: Gomus) -> Gomus:
    """The customer page's requests carry the token and nothing else."""
    return gomus.with_options(shop=None, locale=None)


CUSTOMERS: Final = (
    Printed(
        name="create with a foreign id",
        call=lambda gomus: _customers(gomus).customers.create(
            NewCustomer(
                foreign_id="SF-12345", name="Müller", surname="Anna", email="anna@example.com"
            )
        ),
        method="POST",
        target="/api/v4/customers",
        headers={**BEARER, **JSON},
        body={
            "customer": {
                "foreign_id": "SF-12345",
                "name": "Müller",
                "surname": "Anna",
                "email": "anna@example.com",
            }
        },
        status=201,
        answer={
            "customer": {
                "id": 77,
                "foreign_id": "SF-12345",
                "name": "Müller",
                "surname": "Anna",
                "email": "anna@example.com",
            }
        },
        value=Customer(
            id=77, foreign_id="SF-12345", name="Müller", surname="Anna", email="anna@example.com"
        ),
    ),
    Printed(
        name="create with an address",
        call=lambda gomus: _customers(gomus).customers.create(
            NewCustomer(**MEMBER_JSON, **MEMBER_ADDRESS)
        ),
        method="POST",
        target="/api/v4/customers",
        headers={**BEARER, **JSON},
        body={"customer": {**MEMBER_JSON, **MEMBER_ADDRESS}},
        status=201,
        answer={"customer": {"id": 78, **MEMBER_JSON}},
        value=Customer(id=78, **MEMBER_JSON),
    ),
    Printed(
        name="create in a batch",
        call=lambda gomus: _customers(gomus).customers.create_many(
            [NewCustomer(**row) for row in BATCH]
        ),
        method="POST",
        target="/api/v4/customers",
        headers={**BEARER, **JSON},
        body={"customer": [dict(row) for row in BATCH]},
        status=201,
        answer={"customers": _numbered(BATCH)},
        value=[Customer(**row) for row in _numbered(BATCH)],
    ),
    Printed(
        name="get by foreign id",
        call=lambda gomus: _customers(gomus).customers.get("MEMBER-2026-007"),
        method="GET",
        target="/api/v4/customers/MEMBER-2026-007",
        headers=BEARER,
        answer={"customer": {"id": 78, **MEMBER_JSON}},
        value=Customer(id=78, **MEMBER_JSON),
    ),
    Printed(
        name="get by go~mus id",
        call=lambda gomus: _customers(gomus).customers.get(78),
        method="GET",
        target="/api/v4/customers/78",
        headers=BEARER,
        answer={"customer": {"id": 78, **MEMBER_JSON}},
        value=Customer(id=78, **MEMBER_JSON),
    ),
    Printed(
        name="update by foreign id",
        call=lambda gomus: _customers(gomus).customers.update(
            "SF-12345", CustomerUpdate(tel="+49 30 99887766")
        ),
        method="PUT",
        target="/api/v4/customers/SF-12345",
        headers={**BEARER, **JSON},
        body={"customer": {"tel": "+49 30 99887766"}},
        answer={"customer": {"id": 77, "foreign_id": "SF-12345", "tel": "+49 30 99887766"}},
        value=Customer(id=77, foreign_id="SF-12345", tel="+49 30 99887766"),
    ),
    Printed(
        name="update the address by foreign id",
        call=lambda gomus: _customers(gomus).customers.update(
            "MEMBER-2026-007",
            CustomerUpdate(tel="+49 30 99887766", addr_street="Neue Straße 5"),
        ),
        method="PUT",
        target="/api/v4/customers/MEMBER-2026-007",
        headers={**BEARER, **JSON},
        body={"customer": {"tel": "+49 30 99887766", "addr_street": "Neue Straße 5"}},
        answer={"customer": {"id": 78, **MEMBER_JSON, "tel": "+49 30 99887766"}},
        value=Customer(id=78, **{**MEMBER_JSON, "tel": "+49 30 99887766"}),
    ),
    Printed(
        name="update by go~mus id",
        call=lambda gomus: _customers(gomus).customers.update(78, CustomerUpdate(notes="")),
        method="PUT",
        target="/api/v4/customers/78",
        headers={**BEARER, **JSON},
        body={"customer": {"notes": ""}},
        answer={"customer": {"id": 78, **MEMBER_JSON, "notes": ""}},
        value=Customer(id=78, **MEMBER_JSON, notes=""),
    ),
    Printed(
        name="update in a batch",
        call=lambda gomus: _customers(gomus).customers.update_many(
            [CustomerUpdate(**row) for row in CHANGES]
        ),
        method="PUT",
        target="/api/v4/customers",
        headers={**BEARER, **JSON},
        body={"customer": [dict(row) for row in CHANGES]},
        answer={"customers": _numbered(CHANGES)},
        value=[Customer(**row) for row in _numbered(CHANGES)],
    ),
    Printed(
        name="delete by go~mus id",
        call=lambda gomus: _customers(gomus).customers.delete(78),
        method="DELETE",
        target="/api/v4/customers/78",
        headers=BEARER,
        status=204,
    ),
)

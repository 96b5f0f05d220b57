"""What the documentation of Inventorum's customers prints, with its missing brackets mended."""

from typing import Any, Final

REQUEST: Final[dict[str, Any]] = {
    "billing_address": {
        "address1": "Voltastrasse",
        "address2": "5",
        "city": "Berlin",
        "company": "Inventorum",
        "country": "DE",
        "first_name": "Ana",
        "last_name": "Schmidt",
        "state": "Berlin",
        "title": "Mrs.",
        "zipcode": "61-222",
    },
    "birthday": "1985-04-30T10:49:52Z",
    "company": "Inventorum",
    "email": "",
    "email_marketing_agreed": True,
    "first_name": "Ana",
    "is_b2b": True,
    "is_favourite": True,
    "is_vip": True,
    "last_name": "Schmidt",
    "note": "Some additional data",
    "shipping_address": [
        {
            "address1": "Berlinerstrasse",
            "address2": "10",
            "city": "Bremen",
            "company": "",
            "country": "DE",
            "first_name": "John",
            "last_name": "Schmidt",
            "state": "Bremen",
            "title": "Mr.",
            "zipcode": "44-444",
        }
    ],
    "title": "Mrs.",
    "tax_number": "DE288362273",
    "channel": 1,
}
PUT_REQUEST: Final[dict[str, Any]] = {**REQUEST, "phone_number": "7873676"}
ANSWER: Final[dict[str, Any]] = {
    "id": 553910,
    "account_scoped_id": 398,
    "billing_address": {
        "country": "DE",
        "id": 648909,
        "address1": "Voltastrasse",
        "address2": "5",
        "zipcode": "61-222",
        "city": "Berlin",
        "state": "Berlin",
        "first_name": "Ana",
        "last_name": "Schmidt",
        "company": "Inventorum",
        "title": "Mrs.",
    },
    "shipping_address": [
        {
            "country": "DE",
            "id": 648908,
            "address1": "Berlinerstrasse",
            "address2": "10",
            "zipcode": "44-444",
            "city": "Bremen",
            "state": "Bremen",
            "first_name": "John",
            "last_name": "Schmidt",
            "company": "",
            "title": "Mr.",
        }
    ],
    "is_vip": True,
    "is_favourite": True,
    "first_name": "Ana",
    "phone_number": "978437427278",
    "last_name": "Schmidt",
    "middle_name": None,
    "company": "Inventorum",
    "email_marketing_agreed": True,
    "note": "Some additional data",
    "group": None,
    "email": "",
    "is_b2b": True,
    "tax_number": "DE288362273",
    "title": "Mrs.",
    "customer_note": None,
    "is_confirmed": False,
    "channel": 1,
    "birthday": "1985-04-30T12:49:52+02:00",
    "total_sales": "0",
}
PUT_ANSWER: Final[dict[str, Any]] = {**ANSWER, "phone_number": "7873676"}
BLANK: Final[dict[str, Any]] = {
    "country": "DE",
    "address1": "",
    "address2": "",
    "zipcode": "",
    "city": "",
    "state": "",
    "first_name": "",
    "last_name": "",
    "company": "",
    "title": "Mr.",
}
INVALID: Final[dict[str, Any]] = {
    "error": {
        "fields": {
            "first_name": ["Name or company must be set"],
            "last_name": ["Name or company must be set"],
            "company": ["Name or company must be set"],
        },
        "description": "Serialization error",
        "key": "common.serializer_error",
    }
}
UNKNOWN: Final[dict[str, Any]] = {
    "error": {"fields": {}, "description": None, "key": "common.unknown"}
}


def listed(phone_number: str) -> dict[str, Any]:
    """A list of one, as it is printed for the list, the favourites and the single customer."""
    row = {
        "id": 196906,
        "account_scoped_id": 103,
        "billing_address": {**BLANK, "id": 237180},
        "shipping_address": [{**BLANK, "id": 274236}],
        "is_vip": False,
        "is_favourite": False,
        "first_name": "J",
        "phone_number": phone_number,
        "last_name": "K",
        "middle_name": None,
        "company": "",
        "email_marketing_agreed": False,
        "note": "abi",
        "group": None,
        "email": "",
        "tax_number": "",
        "title": "Mr.",
        "customer_note": None,
        "is_confirmed": False,
        "channel": 1,
        "birthday": None,
        "is_b2b": False,
    }
    return {"total": 39, "data": [row]}


LIST: Final = listed("8277236")
FAVOURITES: Final = listed("82376672367")
SINGLE: Final = listed("672672366732")


def with_list(customer: dict[str, Any], *numbers: Any) -> dict[str, Any]:
    """A customer in the form of versions up to 9, of which the page tells in words."""
    kept = {name: value for name, value in customer.items() if name != "phone_number"}
    return {**kept, "phone_numbers": [*numbers]}

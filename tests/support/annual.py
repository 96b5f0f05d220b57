"""Annual orders over HTTP, and the one that the documents print."""

from datetime import datetime
from typing import Any

NOW = datetime.fromisoformat("2026-05-20T12:00:00+02:00")
PRINTED: Any = {
    "id": 85,
    "customer": {
        "id": 18,
        "name": "Bärbel",
        "surname": "Monkey",
        "email": "baerbel@giantmonkey.de",
        "salutation_id": 1,
        "addresses": [
            {
                "id": 18,
                "zip": "10119",
                "street": "Brunnstr. 7d",
                "country_id": 60,
                "city": "Berlin",
            }
        ],
    },
    "shipping_address_id": 18,
    "ticket_sales": [
        {
            "id": 51,
            "title": "Jahreskarte",
            "description": "",
            "start_at": "2019-11-16T00:00:10+01:00",
            "sent_at": None,
            "status": "ready_to_send",
            "is_personalizable": True,
            "personalizations": [
                {
                    "id": 10,
                    "ready": True,
                    "customer": {
                        "id": 46,
                        "name": "Adrian",
                        "surname": "Fuhrmann",
                        "email": "adrian@giantmonkey.de",
                        "salutation_id": 1,
                        "addresses": [
                            {
                                "id": 46,
                                "zip": "10119",
                                "street": "Brunnenstr. 7D",
                                "country_id": 60,
                                "city": "Berlin",
                            }
                        ],
                    },
                    "address_id": 12,
                    "dispatch_mode_id": 3,
                }
            ],
        }
    ],
}
PETER = {
    "name": "Peter",
    "surname": "Pan",
    "email": "peter@giantmonkey.de",
    "customer_salutation_id": 1,
    "addr_city": "Berlin",
    "addr_country_id": 60,
    "addr_street": "Brunnenstraße 7D",
    "addr_zip": "10119",
}


async def ask(
    api: Any, method: Any, path: Any, json: Any = None, *, token: Any = "annual-token"
) -> Any:
    answer = await api(method, f"/annual/{path}?token={token}", json, token=None)
    return answer.status, answer.json


async def read(api: Any, token: Any = "annual-token") -> Any:
    status, body = await ask(api, "GET", "order", token=token)
    assert status == 200
    return body["order"]


async def invite(api: Any, token: Any = "annual-token", **changes: Any) -> Any:
    status, body = await ask(
        api, "POST", "customers", {"customer": {**PETER, **changes}}, token=token
    )
    assert status == 201
    return body["customer"]


async def buy(api: Any, quantity: Any = 2, **order: Any) -> Any:
    """Order annual tickets, and find the token that the mail would bring."""
    item = {"type": "Ticket", "attributes": {"id": 403, "quantity": quantity}}
    body: dict[str, Any] = {"comment": "", "reference": "", "items": [item], "coupons": []}
    body.update(order, total=5000 * quantity)
    answer = await api("POST", "/orders", body, token="reseller-token")
    assert answer.status == 201
    listed = (await api("GET", "/_sandbox/store/annual")).json
    number = answer.json["order"]["id"]
    return number, next(row["token"] for row in listed if row["id"] == number)


def make_out(customer: Any, **more: Any) -> Any:
    return {
        "personalization": {
            "customer_personalization_token": customer["personalization_token"],
            "customer_adress_id": customer["addresses"][0]["id"],
            **more,
        }
    }

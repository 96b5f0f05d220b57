"""The JSON that the reseller page prints for annual tickets, and the values of it."""

from datetime import datetime
from typing import Final

from gomus_async import (
    AnnualAddress,
    AnnualCustomer,
    AnnualOrder,
    AnnualTicketSale,
    Personalization,
)

ORDER_JSON: Final = """{
    "order": {
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
                    "city": "Berlin"
                }
            ]
        },
        "shipping_address_id": 18,
        "ticket_sales": [
            {
                "id": 51,
                "title": "Jahreskarte",
                "description": "",
                "start_at": "2019-11-16T00:00:10+01:00",
                "sent_at": null,
                "status": "ready_to_send",
                "is_personalizable": true,
                "personalizations": [
                    {
                        "id": 10,
                        "ready": true,
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
                                    "city": "Berlin"
                                }
                            ]
                        },
                        "address_id": 12,
                        "dispatch_mode_id": 3
                    }
                ]
            }
        ]
    }
}"""
NEW_CUSTOMER_JSON: Final = """{
    "customer": {
        "name": "Peter",
        "surname": "Pan",
        "email": "peter@giantmonkey.de",
        "customer_salutation_id": 1,
        "addr_city": "Berlin",
        "addr_country_id": 60,
        "addr_street": "Brunnenstraße 7D",
        "addr_zip": "10119"
    }
}"""
CUSTOMER_JSON: Final = """{
    "customer": {
        "id": 146,
        "name": "Peter",
        "surname": "Pan",
        "email": "peter@giantmonkey.de",
        "salutation_id": 1,
        "addresses": [
            {
                "id": 151,
                "zip": "10119",
                "street": "Brunnenstraße 7D",
                "country_id": 60,
                "city": "Berlin"
            }
        ],
        "personalization_token": "13fe3a0d-5983-4db5-a316-eef2f0da8603"
    }
}"""
PERSONALIZATION_JSON: Final = """{
    "personalization": {
        "customer_personalization_token": "13fe3a0d-5983-4db5-a316-eef2f0da8603",
        "customer_adress_id": 151
    }
}"""
TICKET_SALE_JSON: Final = '{"ticket_sale": {"start_at": "2019-11-12 10:00:00"}}'

CUSTOMER: Final = AnnualCustomer(
    id=146,
    name="Peter",
    surname="Pan",
    email="peter@giantmonkey.de",
    salutation_id=1,
    addresses=(
        AnnualAddress(id=151, zip="10119", street="Brunnenstraße 7D", country_id=60, city="Berlin"),
    ),
    personalization_token="13fe3a0d-5983-4db5-a316-eef2f0da8603",
)
SALE: Final = AnnualTicketSale(
    id=51,
    title="Jahreskarte",
    description="",
    start_at=datetime.fromisoformat("2019-11-16T00:00:10+01:00"),
    sent_at=None,
    status="ready_to_send",
    is_personalizable=True,
    personalizations=(
        Personalization(
            id=10,
            ready=True,
            customer=AnnualCustomer(
                id=46,
                name="Adrian",
                surname="Fuhrmann",
                email="adrian@giantmonkey.de",
                salutation_id=1,
                addresses=(
                    AnnualAddress(
                        id=46, zip="10119", street="Brunnenstr. 7D", country_id=60, city="Berlin"
                    ),
                ),
            ),
            address_id=12,
            dispatch_mode_id=3,
        ),
    ),
)
ORDER: Final = AnnualOrder(
    id=85,
    customer=AnnualCustomer(
        id=18,
        name="Bärbel",
        surname="Monkey",
        email="baerbel@giantmonkey.de",
        salutation_id=1,
        addresses=(
            AnnualAddress(id=18, zip="10119", street="Brunnstr. 7d", country_id=60, city="Berlin"),
        ),
    ),
    shipping_address_id=18,
    ticket_sales=(SALE,),
)

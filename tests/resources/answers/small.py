"""The instance, its small lists, coupons, requests and entries."""

from decimal import Decimal
from typing import Final

from gomus_async import NewRequest
from tests.resources.answers.answered import Answered, at, meta
from tests.resources.asked import DAY

LOOKUPS: Final = (
    Answered(
        name="instance.version",
        call=lambda g: g.instance.version(),
        json={
            "version": {
                "system": "2.9.1",
                "api": "4.4",
                "release": "Bubbles",
                "time": "2016-07-06T11:00:00+02:00",
                "zone": "Europe/Berlin",
                "currency": "EUR",
                "per_page": 25,
            }
        },
        values={
            "system": "2.9.1",
            "api": "4.4",
            "release": "Bubbles",
            "time": at("2016-07-06T11:00:00+02:00"),
            "zone": "Europe/Berlin",
            "currency": "EUR",
            "per_page": 25,
        },
        entity=("version",),
    ),
    Answered(
        name="instance.whoami",
        call=lambda g: g.instance.whoami(),
        json={"access": "reseller", "museums": [5]},
        values={"access": "reseller", "museums": (5,)},
        entity=(),
    ),
    Answered(
        name="instance.locales",
        call=lambda g: g.instance.locales(),
        json={"locales": ["de", "en"]},
        values={"": ["de", "en"]},
    ),
    Answered(
        name="lookups.countries",
        call=lambda g: g.lookups.countries().first(),
        json={
            "countries": [{"id": 60, "name": "Deutschland", "code": "DE"}],
            "meta": meta(249),
        },
        values={"id": 60, "name": "Deutschland", "code": "DE"},
        entity=("countries", 0),
        required=frozenset({"countries.id"}),
    ),
    Answered(
        name="lookups.states",
        call=lambda g: g.lookups.states().first(),
        json={"states": [{"id": 3, "name": "Berlin", "country_id": 60}], "meta": meta(16)},
        values={"id": 3, "name": "Berlin", "country_id": 60},
        entity=("states", 0),
        required=frozenset({"states.id"}),
    ),
    Answered(
        name="lookups.dispatch_modes",
        call=lambda g: g.lookups.dispatch_modes().first(),
        json={"dispatch_modes": [{"id": 1, "name": "Post"}], "meta": meta(3)},
        values={"id": 1, "name": "Post"},
        entity=("dispatch_modes", 0),
        required=frozenset({"dispatch_modes.id"}),
    ),
)
TAG_LISTS: Final = (
    "age_groups",
    "audiences",
    "catch_words",
    "categories",
    "grades",
    "languages",
    "proposal_categories",
)


def _tags(resource: str, method: str) -> Answered:
    return Answered(
        name=f"{resource}.{method}",
        call=lambda g: getattr(getattr(g, resource), method)(),
        json={method: [{"id": 1, "name": "Workshop"}, {"id": 2, "name": "Workshop"}]},
        values={"0.id": 1, "0.name": "Workshop", "1.id": 2, "1.name": "Workshop"},
    )


TAGS: Final = tuple(
    _tags(resource, method) for resource in ("events", "tours") for method in TAG_LISTS
)
PEOPLE: Final = (
    Answered(
        name="customers.salutations",
        call=lambda g: g.customers.salutations(),
        json={"salutations": [{"id": 1, "name": "Herr"}]},
        values={"0.id": 1, "0.name": "Herr"},
        required=frozenset({"salutations.id"}),
    ),
    Answered(
        name="customers.titles",
        call=lambda g: g.customers.titles(),
        json={"titles": [{"id": 1, "name": "Dr."}]},
        values={"0.id": 1, "0.name": "Dr."},
        required=frozenset({"titles.id"}),
    ),
)

COUPON: Final = {
    "id": 4,
    "title": "Gutschein",
    "price_cents": 2500,
    "value_cents": 3000,
    "vat_pct": 0.0,
    "shipped_with_merchandise_id": 17,
}
COUPON_VALUES: Final = {**COUPON, "vat_pct": Decimal(0)}
SALES: Final = (
    Answered(
        name="coupons.list",
        call=lambda g: g.coupons.list().first(),
        json={"coupons": [COUPON], "meta": meta(1)},
        values=COUPON_VALUES,
        entity=("coupons", 0),
        required=frozenset({"coupons.id"}),
    ),
    Answered(
        name="coupons.get",
        call=lambda g: g.coupons.get(4),
        json={
            "coupon": {
                **COUPON,
                "description": "<p>Zum Verschenken</p>",
                "content": {"shop_title": "Gutschein", "shop_sub_title": ""},
            }
        },
        values={
            **COUPON_VALUES,
            "description": "<p>Zum Verschenken</p>",
            "content": {"shop_title": "Gutschein", "shop_sub_title": ""},
        },
        entity=("coupon",),
        required=frozenset({"coupon.id"}),
    ),
    Answered(
        name="requests.create",
        call=lambda g: g.requests.create(NewRequest(date=DAY, items=[{"id": 9}])),
        json={
            "request": {
                "id": 12,
                "state": "pending",
                "date": "2026-11-05T00:00:00+01:00",
                "participants": 12,
                "items": [{"id": 9}],
            }
        },
        values={
            "id": 12,
            "state": "pending",
            "date": at("2026-11-05T00:00:00+01:00"),
            "participants": 12,
            "items": [{"id": 9}],
        },
        entity=("request",),
    ),
)

SCAN: Final = {
    "id": 1,
    "barcode": "4034210297633-5",
    "entry_at": "2017-03-13T10:00:00+01:00",
    "position": None,
    "device": "3",
    "people_count": 3,
    "is_valid": True,
    "is_entry": True,
    "updated_at": "2017-03-13T10:00:01+01:00",
    "created_at": "2017-03-13T10:00:02+01:00",
}
SCAN_VALUES: Final = {
    **SCAN,
    "entry_at": at("2017-03-13T10:00:00+01:00"),
    "updated_at": at("2017-03-13T10:00:01+01:00"),
    "created_at": at("2017-03-13T10:00:02+01:00"),
}
ENTRY: Final = (
    Answered(
        name="entry.status",
        call=lambda g: g.entry.status("4034210297633-5"),
        json={"message": "Eintritte: 1"},
        values={"is_valid": True, "message": "Eintritte: 1"},
        entity=(),
    ),
    Answered(
        name="entry.redeem",
        call=lambda g: g.entry.redeem("4034210297633-5"),
        json={"message": "Eintritte: 1"},
        values={"is_valid": True, "message": "Eintritte: 1"},
        entity=(),
    ),
    Answered(
        name="entry.exit",
        call=lambda g: g.entry.exit("4034210297633-5"),
        json={},
        values={"is_valid": True, "message": None},
        entity=(),
    ),
    Answered(
        name="entry.scan",
        call=lambda g: g.entry.scan(1),
        json={"scan": SCAN},
        values=SCAN_VALUES,
        entity=("scan",),
        required=frozenset({"scan.id"}),
    ),
    Answered(
        name="entry.update_scan",
        call=lambda g: g.entry.update_scan(1, people_count=3),
        json={"scan": SCAN},
        values=SCAN_VALUES,
        entity=("scan",),
        required=frozenset({"scan.id"}),
    ),
    Answered(
        name="entry.config",
        call=lambda g: g.entry.config("MQ=="),
        json={
            "config": {
                "id": "MQ==",
                "name": "Nord",
                "settings": {"primary_color": "#00608", "headline": "Willkommen"},
            }
        },
        values={
            "id": "MQ==",
            "name": "Nord",
            "settings": {"primary_color": "#00608", "headline": "Willkommen"},
        },
        entity=("config",),
    ),
)
SMALL: Final = (*LOOKUPS, *TAGS, *PEOPLE, *SALES, *ENTRY)

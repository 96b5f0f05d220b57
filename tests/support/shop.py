"""Orders against a sandbox, and what they leave behind."""

from datetime import UTC, datetime
from typing import Any

from attrs import frozen

MONDAY = datetime(2026, 7, 6, 7, tzinfo=UTC)
SLOT = "2026-07-06T13:00:00+02:00"
SAVED = "order could not be saved"
GONE = "reservation not valid anymore"


def ticket(number: int = 247, quantity: Any = 1, time: Any = SLOT, **more: Any) -> dict[str, Any]:
    attributes = {"id": number, "quantity": quantity, "time": time, **more}
    return {"type": "Ticket", "attributes": attributes}


def event(number: Any = 22977, **more: Any) -> dict[str, Any]:
    return {"type": "Event", "attributes": {"id": number, **more}}


def coupon(number: int = 4, quantity: Any = 1) -> dict[str, Any]:
    return {"type": "Coupon", "attributes": {"id": number, "quantity": quantity}}


def tour(number: Any = 101173, **more: Any) -> dict[str, Any]:
    simple = {"quantity": 12} if number == 101173 and "quantities" not in more else {}
    return {
        "type": "Tour",
        "attributes": {
            "id": number,
            "start_time": "2026-07-07T12:00:00+02:00",
            "language_id": 1,
            "age_group_id": 3,
            **simple,
            **more,
        },
    }


@frozen
class Shop:
    """A reseller's view of a sandbox."""

    api: Any

    async def order(self, *items: Any, total: Any, token: str = "meowmeowmeow", **more: Any) -> Any:
        """The answer to an order."""
        body = {"comment": "c", "reference": "r", "items": list(items), "coupons": [], **more}
        return await self.api("POST", "/orders", {**body, "total": total}, token=token)

    async def bought(self, *items: Any, total: int, **more: Any) -> dict[str, Any]:
        """An order that succeeds."""
        answer = await self.order(*items, total=total, **more)
        assert answer.status == 201, answer.text
        order: dict[str, Any] = answer.json["order"]
        return order

    async def refused(self, *items: Any, total: Any = 0, **more: Any) -> list[str]:
        """The reasons of an order that fails and leaves no trace."""
        before = self.trace()
        answer = await self.order(*items, total=total, **more)
        assert answer.status == 422, answer.text
        assert answer.json["error"] == SAVED
        assert self.trace() == before
        reasons: list[str] = answer.json["errors"]
        return reasons

    async def hold(self, quantity: int, number: int = 247, time: str = SLOT) -> str:
        """The token of a reservation."""
        fields = {"ticket_id": number, "quantity": quantity, "start_at": time}
        answer = await self.api(
            "POST", "/tickets/reservations", {"reservation": fields}, token="meowmeowmeow"
        )
        assert answer.status == 201, answer.text
        token: str = answer.json["reservation"]["token"]
        return token

    async def left(self, number: int = 247, time: str = SLOT) -> int:
        """The people for whom there is room in a slot."""
        path = f"/tickets/{number}/capacity?date={time[:10]}"
        answer = await self.api("GET", path, token=None)
        room: dict[str, int] = answer.json.get("data", answer.json)
        return room.get(time, 0)

    async def value(self, code: str) -> int | None:
        """What is left on a coupon; None for an unknown one."""
        answer = await self.api("GET", f"/coupon_sales/barcode/{code}", token=None)
        return answer.json["coupon_sale"]["value_cents"] if answer.status == 200 else None

    def trace(self) -> dict[str, Any]:
        """Everything that an order could change."""
        store = self.api.sandbox.store
        ledger = store.ledger
        tables = {name: store.records(name) for name in ("customers", "orders", "reservations")}
        return {
            **tables,
            "sold": +ledger.sold,
            "booked": +ledger.booked,
            "coupons": dict(ledger.coupons),
            "barcodes": dict(ledger.barcodes),
            "revision": store.revision,
        }

"""The routes of coupons: what can be bought, and what is left on one."""

from typing import TYPE_CHECKING, Any, Final

from gomus_async.sandbox.http import Call, Refused, Reply
from gomus_async.sandbox.lookups import LOCALES, localized
from gomus_async.sandbox.paging import page
from gomus_async.sandbox.routing import Route
from gomus_async.sandbox.shop.products import Coupon

if TYPE_CHECKING:
    from gomus_async.sandbox.state import State

_WINDOW_S: Final = 60.0


def _index(state: "State", call: Call) -> Reply:
    rows, meta = page(list(state.store.ledger.catalogue.coupons.values()), call)
    return Reply(data={"coupons": [_row(coupon, call) for coupon in rows], "meta": meta})


def _show(state: "State", call: Call) -> Reply:
    number = call.params[0]
    known = number.isascii() and number.isdecimal() and len(number) < 19
    coupon = state.store.ledger.catalogue.coupons.get(int(number)) if known else None
    if coupon is None:
        raise Refused(404, "coupon not found")
    description = coupon.description
    detail = {
        "description": None if description is None else _text(description, call),
        "content": {name: _text(text, call) for name, text in coupon.content.items()},
    }
    return Reply(data={"coupon": {**_row(coupon, call), **detail}})


def _check(state: "State", call: Call) -> Reply:
    ledger = state.store.ledger
    now = state.clock.timestamp()
    caller = call.headers.get("Authorization", "")
    wrong = [at for at in ledger.wrong_guesses.get(caller, ()) if now - at < _WINDOW_S]
    ledger.wrong_guesses[caller] = wrong
    if len(wrong) >= state.options.coupon_guesses:
        raise Refused(429, "too many requests")
    value = ledger.coupons.get(call.params[0])
    if value is None:
        wrong.append(now)
        raise Refused(404, "coupon not found")
    return Reply(data={"coupon_sale": {"id": None, "is_valid": True, "value_cents": value}})


def _row(coupon: Coupon, call: Call) -> dict[str, Any]:
    shipped_with = coupon.shipped_with_merchandise_id
    return {
        "id": coupon.id,
        "title": _text(coupon.title, call),
        "price_cents": coupon.price_cents,
        "value_cents": coupon.value_cents,
        "vat_pct": coupon.vat_pct,
        **({} if shipped_with is None else {"shipped_with_merchandise_id": shipped_with}),
    }


def _text(text: str, call: Call) -> str | dict[str, str]:
    # The catalogue has one language, which stands in for the missing translations.
    return localized(dict.fromkeys(LOCALES, text), call)


ROUTES: Final = (
    Route("GET", "/api/v4/coupons", _index),
    Route("GET", "/api/v4/coupons/:id", _show),
    Route("GET", "/api/v4/coupon_sales/barcode/:code", _check),
)

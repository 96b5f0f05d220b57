"""Coupons: what can be bought, and what is left on one."""

from decimal import Decimal
from typing import Any

import attrs

from gomus_async.models.common import Entity, Text

__all__ = ["Coupon", "CouponSale"]


@attrs.frozen(kw_only=True)
class Coupon(Entity):
    """A coupon that is for sale. Its value can be more than its price.

    With a `shipped_with_merchandise_id` that merchandise has to be ordered along with it, or
    shipping is not charged.
    """

    id: int
    title: Text = None
    description: Text = None
    content: Any = None
    price_cents: int | None = None
    value_cents: int | None = None
    vat_pct: Decimal | None = None
    shipped_with_merchandise_id: int | None = None


@attrs.frozen(kw_only=True)
class CouponSale(Entity):
    """A coupon in somebody's hands. `value_cents` is what is left; a used one has 0.

    `id` is always null, the documents say.
    """

    id: int | None = None
    is_valid: bool | None = None
    value_cents: int | None = None

"""Coupons: what is for sale, and what is left on one."""

from typing import Final

import attrs

from gomus_async.models.common import Page
from gomus_async.models.coupons import Coupon, CouponSale
from gomus_async.pages import Pager
from gomus_async.resources.listing import listed
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions
from gomus_async.wire.secret import Secret

__all__ = ["Coupons"]

LIST: Final = Endpoint(
    method="GET",
    path="/coupons",
    envelope="coupons",
    returns=Page[Coupon],
    safety=Safety.READ,
    source="API page Coupons",
)
GET: Final = Endpoint(
    method="GET",
    path="/coupons/{id}",
    envelope="coupon",
    returns=Coupon,
    safety=Safety.READ,
    source="API page Coupons",
)
CHECK: Final = Endpoint(
    method="GET",
    path="/coupon_sales/barcode/{code}",
    envelope="coupon_sale",
    returns=CouponSale,
    safety=Safety.READ,
    source="Reseller API, Using a Coupon",
)


@attrs.define
class Coupons:
    """Coupons that can be bought, and what is left on one."""

    _caller: Caller

    def list(
        self,
        *,
        per_page: int | None = None,
        prefetch: int = 1,
        options: CallOptions | None = None,
    ) -> Pager[Coupon]:
        """List the coupons that are sold online.

        Endpoint: `GET /coupons`.

        Args:
            per_page: Rows a page; the server's default and cap where it is more.
            prefetch: Pages fetched ahead.
            options: Settings for each page.

        Returns:
            A pager of coupons.

        Raises:
            PaginationError: The pages repeat themselves.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: page "Coupons" of the newer documentation.
        Example: `coupons = await gomus.coupons.list().all()`
        """
        return listed(
            self._caller, LIST, {"per_page": per_page}, prefetch=prefetch, options=options
        )

    async def get(self, id: int, *, options: CallOptions | None = None) -> Coupon:
        """Read one coupon, with its description.

        Endpoint: `GET /coupons/{id}`.

        Args:
            id: The coupon's id.
            options: Settings for this call.

        Returns:
            The coupon.

        Raises:
            NotFound: There is no such coupon for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: page "Coupons" of the newer documentation.
        Example: `coupon = await gomus.coupons.get(4)`
        """
        return await self._caller.call(GET, path={"id": id}, options=options)

    async def check(self, code: str, *, options: CallOptions | None = None) -> CouponSale:
        """Ask what is left on a coupon, before somebody pays with it.

        Endpoint: `GET /coupon_sales/barcode/{code}`, without permission.

        Args:
            code: What its owner enters; as good as money, so it shows nowhere.
            options: Settings for this call.

        Returns:
            What is left; 0 on a coupon that is used up.

        Raises:
            NotFound: There is no such coupon.
            RateLimited: Too many codes were tried.
            InvalidId: It cannot stand in a path.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Reseller API", section "Using a Coupon".
        Example: `left = (await gomus.coupons.check("123456")).value_cents`
        """
        path = {"code": Secret(code)}
        # A traceback that shows local variables must not show it.
        del code
        return await self._caller.call(CHECK, path=path, options=options)

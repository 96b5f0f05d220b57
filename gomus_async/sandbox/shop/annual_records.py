"""Annual orders: whom the annual tickets of an order are made out to."""

from typing import Final

from attrs import define, field

from gomus_async.sandbox.records import Customer

DISPATCH_MODES: Final = frozenset({1, 2, 3})
"""The ids of the instance's dispatch modes."""


@define(kw_only=True)
class Photo:
    """A portrait that was uploaded; the picture itself is not kept."""

    size: int
    type: str


@define(kw_only=True)
class Personalization:
    """One annual ticket, and whom it is made out to.

    Args:
        ready: whether it was finalized after its last change.
    """

    id: int
    customer_id: int | None = None
    address_id: int | None = None
    dispatch_mode_id: int | None = None
    ready: bool = False
    photo: Photo | None = None


@define(kw_only=True)
class AnnualSale:
    """Annual tickets that were bought together.

    Args:
        start_at: from when they are valid, as it is served.
    """

    id: int
    title: str
    description: str
    start_at: str | None
    is_personalizable: bool
    personalizations: list[Personalization]
    sent_at: str | None = None

    @property
    def status(self) -> str:
        """Of the two words only the first is documented."""
        waiting = self.is_personalizable and not all(one.ready for one in self.personalizations)
        return "waiting_for_personalization" if waiting else "ready_to_send"


@define(kw_only=True)
class AnnualOrder:
    """What a personalization token opens.

    Args:
        id: of the order in the shop.
        buyer_id: the customer who bought it, if one was named.
        customers: the people whom its tickets can be made out to, each with a token.
    """

    id: int
    token: str
    buyer_id: int | None
    sales: list[AnnualSale]
    customers: dict[int, str] = field(factory=dict[int, str])


@define
class AnnualTable:
    """Annual orders by token.

    Args:
        people: customers that only an annual order knows.
    """

    orders: dict[str, AnnualOrder] = field(factory=dict[str, AnnualOrder])
    people: dict[int, Customer] = field(factory=dict[int, Customer])

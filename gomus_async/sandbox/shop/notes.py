"""What the museum's people note about bookings of tours: prices of their own, and feedback."""

from attrs import define, field, frozen


@frozen(kw_only=True)
class CustomPrice:
    """A price that the cash point has added to a booking."""

    id: int
    title: str
    description: str | None
    quantity: int
    price_cents: int
    created_at: str


@frozen(kw_only=True)
class Feedback:
    """How a tour went."""

    comment: str | None = None
    participants: int | None = None
    took_place: bool | None = None
    updated_at: str | None = None


@define
class Notes:
    """All notes by the ids of the bookings.

    Attributes:
        updated: when the prices of a booking were last changed.
    """

    prices: dict[int, list[CustomPrice]] = field(factory=dict[int, list[CustomPrice]], init=False)
    feedback: dict[int, Feedback] = field(factory=dict[int, Feedback], init=False)
    updated: dict[int, str] = field(factory=dict[int, str], init=False)

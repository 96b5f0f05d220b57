"""Requests: what somebody would like to book and the museum has to confirm."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import attrs

from gomus_async.errors import ConfigError
from gomus_async.models.common import UNSET, Entity, RequestModel, Unset, personal

__all__ = ["BookingRequest", "NewRequest"]


def _items(value: Any) -> Any:
    if isinstance(value, str | Mapping | RequestModel) or not isinstance(value, Iterable):
        raise ConfigError("NewRequest.items takes a list of items")
    return (*value,)  # pyright: ignore[reportUnknownVariableType]


@attrs.frozen(kw_only=True, repr=False)
class NewRequest(RequestModel):
    """A request for one or more tours. Where an id is taken, a name is as well.

    Attributes:
        date: The wished day; the API demands it.
        items: What is wished for, at least one tour: `NewTour`, or JSON that is sent as it is,
            for the shape is not documented.
        participants: How many come.
        companions: How many accompany them.
        notes: For the museum.
        payment_mode: How it is paid.
        language: In which language.
        age_group: For which age group.
        grade: For which school grade.
        proposal_category: Of which kind the request is.
        category: Of which category.
        skip_confirmation_email: Whether no mail is sent; false by default.
        customer: Who asks, as a `NewCustomer`.
    """

    date: date | datetime
    items: Sequence[Any] = attrs.field(converter=_items)
    participants: int | Unset = UNSET
    companions: int | Unset = UNSET
    notes: str | Unset = personal(UNSET)
    payment_mode: int | str | Unset = UNSET
    language: int | str | Unset = UNSET
    age_group: int | str | Unset = UNSET
    grade: int | str | Unset = UNSET
    proposal_category: int | str | Unset = UNSET
    category: int | str | Unset = UNSET
    skip_confirmation_email: bool | Unset = UNSET
    customer: RequestModel | Unset = personal(UNSET)

    def __attrs_post_init__(self) -> None:
        """Check what can be known without asking."""
        super().__attrs_post_init__()
        if not self.items:
            raise ConfigError("NewRequest.items is empty; wish for at least one tour")


@attrs.frozen(kw_only=True)
class BookingRequest(Entity):
    """A request that was made. Its `state` goes from `pending` to `registered`."""

    id: int | None = None
    state: str | None = None
    date: datetime | None = None
    participants: int | None = None
    items: Any = personal()

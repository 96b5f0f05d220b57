"""What the till of the shop holds: customers in an order of your choice, and tokens."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import define, field

from gomus_async.sandbox.inventorum.records import Customer, served

Order = Literal["oldest", "newest", "name", "edited"]
ORDERS: Final[tuple[Order, ...]] = ("oldest", "newest", "name", "edited")

PREFIX: Final = "/inventorum/api"
ACCESS_TOKEN: Final = "inventorum-token"  # noqa: S105 - the sandbox's own, known to everybody
REFRESH_TOKEN: Final = "inventorum-refresh-token"  # noqa: S105 - as above
CLIENT: Final = ("inventorum-client", "inventorum-secret")
LIFE_S: Final = 36_000
NEWEST_VERSION: Final = 12

_FIRST_ID: Final = 553910
_FIRST_SCOPED_ID: Final = 398
_FIRST_ADDRESS_ID: Final = 648908
_KEYS: Final[Mapping[Order, Callable[[Customer], Any]]] = MappingProxyType(
    {
        "oldest": lambda row: row.id,
        "newest": lambda row: -row.id,
        "name": lambda row: (row.last_name or row.company or "", row.id),
        "edited": lambda row: -row.edited,
    }
)


def known_order(value: str) -> Order:
    """The order of a list.

    Raises:
        ValueError: there is no such order.
    """
    for name in ORDERS:
        if value == name:
            return name
    raise ValueError(f"inventorum_order must be one of {', '.join(ORDERS)}, not {value!r}")


@define
class Tokens:
    """Access tokens with their end (None: never), and refresh tokens, which are used once."""

    access: dict[str, float | None] = field(factory=lambda: {ACCESS_TOKEN: None})
    live: set[str] = field(factory=lambda: {REFRESH_TOKEN})
    spent: list[str] = field(factory=list[str])

    def opens(self, token: str, now: float) -> bool:
        """Is this access token good now?"""
        ends = self.access.get(token, 0.0)
        return ends is None or now < ends

    def refresh(self, token: str, pair: tuple[str, str], now: float) -> bool:
        """Exchange a refresh token for a new pair; False for one that is spent or unknown."""
        if token not in self.live:
            return False
        self.live.remove(token)
        self.spent.append(token)
        access, refresh = pair
        self.access[access] = now + LIFE_S
        self.live.add(refresh)
        return True


class Till:
    """The customers of the shop.

    Args:
        order: of lists; which one the API has is not documented.
        customers: rows to begin with.
    """

    def __init__(self, order: Order, customers: Iterable[Customer] = ()) -> None:
        self.tokens = Tokens()
        self.recent: deque[float] = deque()
        self.revision = 0
        self._key = _KEYS[order]
        self._rows: dict[int, Customer] = {}
        self._listed: list[Customer] | None = None
        self._next = (_FIRST_ID, _FIRST_SCOPED_ID, _FIRST_ADDRESS_ID)
        for customer in customers:
            self.save(customer)

    def get(self, number: int) -> Customer | None:
        """The customer with this id."""
        return self._rows.get(number)

    def rows(self) -> list[Customer]:
        """Every customer, in the order of lists."""
        if self._listed is None:
            self._listed = sorted(self._rows.values(), key=self._key)
        return self._listed

    def save(self, customer: Customer) -> None:
        """Commit a new row (its id is 0) or a changed draft of a stored one."""
        number, scoped, address_id = self._next
        if not customer.id:
            customer.id, customer.account_scoped_id = number, scoped
            number, scoped = number + 1, scoped + 1
        for address in customer.addresses():
            if not address.id:
                address.id = address_id
                address_id += 1
        self._next = (number, scoped, address_id)
        self.revision += 1
        customer.edited = self.revision
        self._rows[customer.id] = customer
        self._listed = None

    def delete(self, customer: Customer) -> None:
        """Remove a row."""
        del self._rows[customer.id]
        self.revision += 1
        self._listed = None

    def records(self, table: str, moment: Callable[[float], str]) -> list[dict[str, Any]] | None:
        """A table as plain records; None for one that is not the till's."""
        if table == "inventorum_customers":
            rows = sorted(self._rows.values(), key=lambda row: row.id)
            return [_record(row, moment) for row in rows]
        if table == "inventorum_tokens":
            spent = [{"refresh_token": token, "spent": True} for token in self.tokens.spent]
            live = sorted(self.tokens.live)
            return [*spent, *({"refresh_token": token, "spent": False} for token in live)]
        return None


def _record(row: Customer, moment: Callable[[float], str]) -> dict[str, Any]:
    birthday = None if row.birthday is None else moment(row.birthday)
    phones = served(row, birthday, 9)["phone_numbers"]
    return {**served(row, birthday, NEWEST_VERSION), "phone_numbers": phones}

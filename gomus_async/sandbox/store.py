"""What the sandbox holds: tables with their indexes, and a count of commits."""

from collections.abc import Iterable, Mapping
from typing import Any

from gomus_async.sandbox.clock import Clock
from gomus_async.sandbox.countries import Country, countries
from gomus_async.sandbox.inventorum.till import Till
from gomus_async.sandbox.network.records import Network
from gomus_async.sandbox.network.tables import network_records
from gomus_async.sandbox.records import Customer
from gomus_async.sandbox.sessions import AccountTable
from gomus_async.sandbox.shop.annual_view import annual_records
from gomus_async.sandbox.shop.ledger import Ledger
from gomus_async.sandbox.shop.tables import order_records, reservation_records


class CustomerTable:
    """Customers by id and by foreign id, in the order of their creation.

    Args:
        next_id: the id of the first customer that is created.
    """

    __slots__ = ("_by_foreign_id", "_by_id", "_next_address", "_next_id", "revision")

    def __init__(self, next_id: int = 1001) -> None:
        self._by_id: dict[int, Customer] = {}
        self._by_foreign_id: dict[str, list[int]] = {}
        self._next_id = next_id
        self._next_address = 1
        self.revision = 0

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, number: int) -> Customer | None:
        """The customer with this go~mus id."""
        return self._by_id.get(number)

    def find(self, reference: str) -> Customer | None:
        """The customer behind a path segment: the numeric id first, then the foreign id."""
        if reference.isascii() and reference.isdecimal() and len(reference) < 19:
            customer = self._by_id.get(int(reference))
            if customer is not None:
                return customer
        return self.find_foreign(reference)

    def find_foreign(self, foreign_id: str) -> Customer | None:
        """The oldest customer with this foreign id."""
        numbers = self._by_foreign_id.get(foreign_id)
        return self._by_id[numbers[0]] if numbers else None

    def find_email(self, email: str) -> Customer | None:
        """The oldest customer with this address, in any case of letters."""
        wanted = email.strip().lower()
        rows = self._by_id.values() if wanted else ()
        return next((row for row in rows if (row.email or "").lower() == wanted), None)

    def taken(self, foreign_id: str, own_id: int) -> bool:
        """Does another customer carry this foreign id?"""
        return any(number != own_id for number in self._by_foreign_id.get(foreign_id, ()))

    def next_address_id(self) -> int:
        """An id that no address has had."""
        self._next_address += 1
        return self._next_address - 1

    def save(self, customer: Customer) -> None:
        """Commit a new row (its id is 0) or a changed draft of a stored one."""
        if not customer.id:
            customer.id = self._next_id
        self._next_id = max(self._next_id, customer.id + 1)
        self._unindex(self._by_id.get(customer.id))
        for address in customer.addresses:
            if not address.id:
                address.id = self.next_address_id()
        self._by_id[customer.id] = customer
        if customer.foreign_id:
            self._by_foreign_id.setdefault(customer.foreign_id, []).append(customer.id)
            self._by_foreign_id[customer.foreign_id].sort()
        self.revision += 1

    def delete(self, customer: Customer) -> None:
        """Remove a row."""
        del self._by_id[customer.id]
        self._unindex(customer)
        self.revision += 1

    def records(self) -> list[dict[str, Any]]:
        """Every row, oldest first."""
        return [customer.record() for customer in list(self._by_id.values())]

    def _unindex(self, customer: Customer | None) -> None:
        if customer is None or not customer.foreign_id:
            return
        numbers = self._by_foreign_id[customer.foreign_id]
        numbers.remove(customer.id)
        if not numbers:
            del self._by_foreign_id[customer.foreign_id]


class Store:
    """Everything that is stored.

    Args:
        customers: rows to begin with.
        accounts: of the customers who can sign in.
        ledger: of the shop.
        network: what there is beside the shop.
        clock: tells which reservations are still valid.
        till: of the museum's shop.
    """

    def __init__(
        self,
        customers: Iterable[Customer],
        accounts: AccountTable,
        ledger: Ledger,
        network: Network,
        clock: Clock,
        *,
        till: Till,
    ) -> None:
        self.customers = CustomerTable()
        for customer in customers:
            self.customers.save(customer)
        self.accounts = accounts
        self.countries: Mapping[int, Country] = countries()
        self.ledger = ledger
        self.network = network
        self.till = till
        self._clock = clock

    @property
    def revision(self) -> int:
        """Grows with every commit."""
        tables = (self.customers, self.accounts, self.ledger, self.network, self.till)
        return sum(table.revision for table in tables)

    def records(self, table: str) -> list[dict[str, Any]] | None:
        """A table as plain records; None for a table that does not exist."""
        if table == "customers":
            return self.customers.records()
        if table == "orders":
            return order_records(self.ledger)
        if table == "reservations":
            return reservation_records(self.ledger, self._clock)
        if table == "annual":
            return annual_records(self.ledger, self.customers.get)
        kept = self.till.records(table, lambda moment: self._clock.at(moment).isoformat())
        return network_records(self.network, table) if kept is None else kept

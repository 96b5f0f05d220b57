"""The accounts of shop customers: passwords, sessions and newsletter subscriptions."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field

from gomus_async.sandbox.records import Customer

GRACE_S = 5.0
"""How long an access token that was replaced still opens the account."""


@define
class Session:
    """One sign-in, and when each access token that opens it ends (None: it is the current one)."""

    customer_id: int
    client: str
    uid: str
    tokens: dict[str, float | None]
    standing: bool = False

    def opens(self, token: str, uid: str, now: float) -> bool:
        """Does this token open the session now?"""
        if uid != self.uid or token not in self.tokens:
            return False
        ends = self.tokens[token]
        return ends is None or now < ends

    def rotate(self, token: str, now: float) -> None:
        """Put a fresh token in the place of the current one, which keeps its grace."""
        if self.standing:
            return
        kept = {old: ends for old, ends in self.tokens.items() if ends is None or now < ends}
        self.tokens = {old: ends or now + GRACE_S for old, ends in kept.items()}
        self.tokens[token] = None

    @property
    def current(self) -> str:
        """The token that does not end."""
        return next(token for token, ends in self.tokens.items() if ends is None)


@define
class Account:
    """One customer who can sign in.

    Args:
        customer_id: whose account it is.
        email: to sign in with.
        password: in the clear; this is a sandbox.
        customer: the customer's own row, where the customers table does not hold it.
        details: fields that only the customer's own profile shows.
    """

    customer_id: int
    email: str
    password: str
    customer: Customer | None
    details: Mapping[str, Any]


@define
class AccountTable:
    """Accounts and newsletter groups by customer, sessions by client."""

    accounts: dict[int, Account] = field(factory=dict[int, Account])
    sessions: dict[str, Session] = field(factory=dict[str, Session])
    newsletters: dict[int, tuple[int, ...]] = field(factory=dict[int, tuple[int, ...]])
    revision: int = 0

    def add(self, account: Account) -> None:
        """Open an account."""
        self.accounts[account.customer_id] = account

    def by_email(self, email: str) -> Account | None:
        """The account with this address, in any case of letters."""
        wanted = email.strip().lower()
        found = (a for a in self.accounts.values() if a.email.lower() == wanted)
        return next(found, None)

    def subscribe(self, customer_id: int, groups: Iterable[int]) -> None:
        """Set the newsletter groups; they are kept from the highest id down."""
        self.newsletters[customer_id] = tuple(sorted(set(groups), reverse=True))
        self.revision += 1

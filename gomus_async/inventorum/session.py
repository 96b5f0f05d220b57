"""Calls in the name of an access token that ends."""

import asyncio
from collections.abc import Mapping
from typing import Final, TypeVar

import attrs

from gomus_async.errors import ApiError, Unauthorized
from gomus_async.inventorum.patience import patient
from gomus_async.inventorum.renewal import Renewal
from gomus_async.wire.caller import NO_PATH, Caller
from gomus_async.wire.endpoint import Endpoint
from gomus_async.wire.request import CallOptions, PathValue, QueryValue
from gomus_async.wire.secret import Secret

__all__ = ["Session"]

T = TypeVar("T")
LEAST_S: Final = 0.001


class Session:
    """Makes calls, and makes one once more where its token has ended.

    Args:
        caller: Makes them.
        renewal: Has the token.
    """

    def __init__(self, caller: Caller, renewal: Renewal) -> None:
        self.renewal = renewal
        self._plain = caller
        self._token: Secret | None = None
        self._caller = caller

    @property
    def api_version(self) -> int:
        """The version of the API that is spoken."""
        return self._plain.identity.api_version or 0

    def patient(self) -> "Session":
        """The same, whose calls are repeated for as long as their deadline allows."""
        return Session(patient(self._plain), self.renewal)

    async def call(
        self,
        endpoint: Endpoint[T],
        *,
        path: Mapping[str, PathValue] = NO_PATH,
        query: Mapping[str, QueryValue] | None = None,
        body: object = None,
        options: CallOptions | None = None,
    ) -> T:
        """Make a call and return the value of its answer.

        Raises:
            GomusError: Whatever of the tree applies.
        """
        now = asyncio.get_running_loop().time
        allowed = self._plain.wire.settings.timeouts.deadline
        until = now() + ((options and options.deadline) or allowed)
        used = await self.renewal.current(until)
        left = attrs.evolve(options or CallOptions(), deadline=max(LEAST_S, until - now()))
        caller = self._with(used)
        try:
            return await caller.call(endpoint, path=path, query=query, body=body, options=left)
        except ApiError as error:
            # It was refused before anything was done, so it may be sent again whatever it is.
            if not self.renewal.may_help(error, used):
                raise
        await self.renewal.renew(used, until)
        left = attrs.evolve(left, deadline=max(LEAST_S, until - now()))
        used = self.renewal.token
        caller = self._with(used)
        try:
            return await caller.call(endpoint, path=path, query=query, body=body, options=left)
        except Unauthorized:
            self.renewal.distrust(used)
            raise

    def _with(self, token: Secret | None) -> Caller:
        if token is not self._token:
            identity = attrs.evolve(self._plain.identity, token=token)
            self._token, self._caller = token, attrs.evolve(self._plain, identity=identity)
        return self._caller

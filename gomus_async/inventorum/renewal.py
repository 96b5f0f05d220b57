"""Keeps an access token good: one refresh for all who wait, stored before it is used."""

import asyncio
import inspect
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from gomus_async.errors import ApiError, DeadlineExceeded, OutcomeUnknown, Unauthorized
from gomus_async.inventorum.tokens import SIGN_IN, InventorumRefresh, InventorumTokens, TokenAnswer
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.opaque import FileBody
from gomus_async.wire.request import CallOptions
from gomus_async.wire.secret import HeaderText, Secret

__all__ = ["REFRESH", "Renewal"]

REFRESH: Final = Endpoint(
    method="POST",
    path="/auth/token/",
    prefix="",
    returns=TokenAnswer,
    safety=Safety.ONCE,
    token=False,
    source="Authentication",
)
EARLY: Final = timedelta(seconds=30)
REFUSALS: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class Renewal:
    """The access token of a client, and how it gets the next.

    Args:
        caller: Asks for new tokens.
        token: The access token to begin with.
        refresh: How to renew it; `None` where it cannot be.
        now: The wall clock.
    """

    def __init__(
        self,
        caller: Caller,
        token: Secret | None,
        refresh: InventorumRefresh | None,
        now: Callable[[], datetime],
    ) -> None:
        self.token = token
        self._caller = caller
        self._refresh = refresh
        self._now = now
        self._newest = None if refresh is None else refresh.refresh_token
        self._expires_at = None if refresh is None or token is None else refresh.expires_at
        self._unstored: InventorumTokens | None = None
        self._spent: str | None = None
        self._useless: Secret | None = None
        self._task: asyncio.Task[None] | None = None

    async def current(self, until: float) -> Secret | None:
        """The access token; a new one where it is known to have ended.

        Args:
            until: When to stop waiting, by the loop's clock.

        Raises:
            GomusError: There is no new one.
        """
        if self._refresh is not None and self._is_due():
            await self.renew(self.token, until)
        return self.token

    async def renew(self, used: Secret | None, until: float) -> None:
        """Get another access token than the one that was used, unless there is one already.

        Args:
            used: The token that is not good any more.
            until: When to stop waiting, by the loop's clock. The refresh itself goes on.

        Raises:
            Unauthorized: The refresh token was refused.
            OutcomeUnknown: Sent, without a clear answer: the refresh token may be spent.
            GomusError: See the tree in `gomus_async.errors`.
        """
        if self.token is not used and self._unstored is None:
            return
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._renew())
        limit = asyncio.timeout_at(until)
        try:
            async with limit:
                # Whoever began it may be cancelled; what the answer brings must not be lost.
                await asyncio.shield(self._task)
        except TimeoutError:
            if not limit.expired():
                raise
            late = DeadlineExceeded("the access token was not renewed in time")
        else:
            return
        raise late

    def distrust(self, token: Secret | None) -> None:
        """Note that a token was refused as soon as it was there: another would be, too."""
        self._useless = token

    def may_help(self, error: ApiError, used: Secret | None) -> bool:
        """Whether another access token than the one that was used could change a refusal."""
        if self._refresh is None or used is self._useless:
            return False
        if error.status == HTTPStatus.UNAUTHORIZED:
            return True
        # A token that has ended is sometimes answered like a bad request, which names no field.
        vague = error.status == HTTPStatus.BAD_REQUEST and not error.fields
        return vague and self._expires_at is None

    async def aclose(self) -> None:
        """Wait for a refresh that is under way, so that its answer is stored."""
        if self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    def _is_due(self) -> bool:
        if self.token is None or self._unstored is not None:
            return True
        return self._expires_at is not None and self._now() >= self._expires_at - EARLY

    async def _renew(self) -> None:
        refresh = self._refresh
        if refresh is None:
            raise AssertionError  # pragma: no cover - nobody asks then
        if self._unstored is None:
            self._unstored = await self._exchange(refresh)
        stored = refresh.store(self._unstored)
        if inspect.isawaitable(stored):
            await stored
        tokens, self._unstored = self._unstored, None
        self._newest = tokens.refresh_token
        self.token, self._expires_at = tokens.access_token, tokens.expires_at

    async def _exchange(self, refresh: InventorumRefresh) -> InventorumTokens:
        if self._spent is not None:
            raise OutcomeUnknown(f"{self._spent}; {SIGN_IN}", endpoint=REFRESH.name)
        began = self._now()
        try:
            body, options = self._form(refresh)
            answer = await self._caller.call(REFRESH, body=body, options=options)
        except (OutcomeUnknown, asyncio.CancelledError):
            self._spent = "the refresh token was sent without a clear answer and may be spent"
            raise
        except ApiError as error:
            if error.status not in REFUSALS:
                raise
            refused = error
        else:
            return self._tokens(answer, began)
        self._spent = "the refresh token was refused"
        raise Unauthorized(
            f"{refused.status}: the refresh token was refused "
            f"({'; '.join(refused.messages) or 'no reason given'}); {SIGN_IN}",
            status=refused.status,
            messages=refused.messages,
            fields=refused.fields,
            request_id=refused.request_id,
            endpoint=REFRESH.name,
            attempts=refused.attempts,
        )

    def _form(self, refresh: InventorumRefresh) -> tuple[FileBody, CallOptions]:
        newest = self._newest or refresh.refresh_token
        fields = {"grant_type": "refresh_token", "refresh_token": newest.reveal()}
        secret = refresh.client_secret.reveal()
        basic = b64encode(f"{refresh.client_id}:{secret}".encode()).decode()
        ended = () if self.token is None else (self.token.reveal(),)
        body = FileBody(
            urlencode(fields).encode(),
            "application/x-www-form-urlencoded",
            (newest.reveal(), secret, basic, *ended),
        )
        return body, CallOptions(headers={"Authorization": HeaderText(f"Basic {basic}")})

    def _tokens(self, answer: TokenAnswer, began: datetime) -> InventorumTokens:
        life = answer.expires_in
        newest = answer.refresh_token or (self._newest and self._newest.reveal()) or ""
        return InventorumTokens(
            access_token=Secret(answer.access_token),
            refresh_token=Secret(newest),
            expires_at=None if life is None else began + timedelta(seconds=life),
            scopes=tuple((answer.scope or "").split()),
        )

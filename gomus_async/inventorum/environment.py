"""What `INVENTORUM_...` variables say."""

import os
from collections.abc import Mapping
from typing import Any, Final, Self

import attrs

from gomus_async.errors import ConfigError
from gomus_async.inventorum.token_file import InventorumTokenFile
from gomus_async.inventorum.tokens import InventorumRefresh
from gomus_async.wire.secret import Secret

__all__ = ["BASE_URL", "InventorumEnvironment"]

BASE_URL: Final = "https://app.inventorum.com/api"


@attrs.frozen(kw_only=True)
class InventorumEnvironment:
    """What `INVENTORUM_URL` and the variables of tokens say."""

    url: str = BASE_URL
    token: Secret | None = None
    refresh_token: Secret | None = None
    client_id: str | None = None
    client_secret: Secret | None = None

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read the environment; an empty variable counts as absent."""
        values = os.environ if environ is None else environ
        return cls(
            url=values.get("INVENTORUM_URL") or BASE_URL,
            token=_secret(values.get("INVENTORUM_TOKEN")),
            refresh_token=_secret(values.get("INVENTORUM_REFRESH_TOKEN")),
            client_id=values.get("INVENTORUM_CLIENT_ID") or None,
            client_secret=_secret(values.get("INVENTORUM_CLIENT_SECRET")),
        )

    def arguments(self, kept: InventorumTokenFile | None) -> dict[str, Any]:
        """The address and the tokens for a client.

        Args:
            kept: Where the newest refresh token is, and the next one goes.

        Raises:
            ConfigError: There is no token, or something that renewing it needs is missing.
        """
        refresh = self._refresh(kept)
        if self.token is None and refresh is None:
            raise ConfigError(
                "there is no token of Inventorum; put one into INVENTORUM_TOKEN, or put "
                "INVENTORUM_REFRESH_TOKEN, INVENTORUM_CLIENT_ID and INVENTORUM_CLIENT_SECRET there"
            )
        return {"base_url": self.url, "token": self.token, "refresh": refresh}

    def _refresh(self, kept: InventorumTokenFile | None) -> InventorumRefresh | None:
        newest = (kept and kept.read()) or self.refresh_token
        if newest is None:
            return None
        if self.client_id is None or self.client_secret is None:
            raise ConfigError(
                "to use a refresh token, INVENTORUM_CLIENT_ID and INVENTORUM_CLIENT_SECRET are "
                "needed"
            )
        if kept is None:
            raise ConfigError(
                "a refresh token is good for one refresh; name a file that keeps the next one"
            )
        kept.check()
        return InventorumRefresh(
            client_id=self.client_id,
            client_secret=self.client_secret,
            refresh_token=newest,
            store=kept.store,
        )


def _secret(text: str | None) -> Secret | None:
    return Secret(text) if text else None

"""A door with a scanner: the calls that it makes."""

from typing import Any

from attrs import frozen
from yarl import URL

FRESH = "111yxqgyxGWWVmXEg"
MESSAGE = {"message": "Eintritte: 1"}


@frozen
class Door:
    """A scanner's view of a sandbox."""

    api: Any
    token: str | None = "entry-token"

    async def __call__(self, method: str, code: str, tail: str = "") -> tuple[int, Any]:
        """The status and the answer of a call about a barcode."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        url = URL(f"{self.api.sandbox.url}/api/v3/barcodes/{code}{tail}", encoded=True)
        async with self.api.session.request(method, url, headers=headers) as response:
            return response.status, await response.json()

    async def scans(self) -> list[dict[str, Any]]:
        """What the sandbox has noted."""
        scans: list[dict[str, Any]] = (await self.api("GET", "/_sandbox/store/scans")).json
        return scans

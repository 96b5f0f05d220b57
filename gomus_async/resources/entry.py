"""Entry: barcodes at the door."""

from typing import Final
from urllib.parse import quote

import attrs

from gomus_async.errors import ConfigError, Unprocessable
from gomus_async.models.entry import BarcodeStatus, EntryConfig, Scan
from gomus_async.wire.caller import Caller
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.opaque import FileBody
from gomus_async.wire.request import CallOptions, QueryValue
from gomus_async.wire.secret import Secret

__all__ = ["Entry"]

SOURCE: Final = "Entry API"

STATUS: Final = Endpoint(
    method="GET",
    path="/barcodes/{barcode}",
    prefix="/api/v3",
    returns=BarcodeStatus,
    safety=Safety.READ,
    source=SOURCE,
)
REDEEM: Final = Endpoint(
    method="PUT",
    path="/barcodes/{barcode}",
    prefix="/api/v3",
    returns=BarcodeStatus,
    safety=Safety.ONCE,
    lenient=True,
    source=SOURCE,
)
EXIT: Final = Endpoint(
    method="PUT",
    path="/barcodes/{barcode}/exit",
    prefix="/api/v3",
    returns=BarcodeStatus,
    safety=Safety.ONCE,
    lenient=True,
    source=SOURCE,
)
SCAN: Final = Endpoint(
    method="GET",
    path="/entry/scans/{id}",
    envelope="scan",
    returns=Scan,
    safety=Safety.READ,
    source=SOURCE,
)
UPDATE_SCAN: Final = Endpoint(
    method="PUT",
    path="/entry/scans/{id}",
    envelope="scan",
    returns=Scan,
    safety=Safety.REPLACE,
    source=SOURCE,
)
CONFIG: Final = Endpoint(
    method="GET",
    path="/entry/config",
    envelope="config",
    returns=EntryConfig,
    safety=Safety.READ,
    source=SOURCE,
)


@attrs.define
class Entry:
    """Barcodes at the door. They are as good as tickets, so they show nowhere."""

    _caller: Caller

    async def status(
        self, barcode: str, *, location: str | None = None, options: CallOptions | None = None
    ) -> BarcodeStatus:
        """Ask whether a barcode is good for an entry, without using it up.

        Endpoint: `GET /barcodes/{barcode}` of API v3, any token.

        Args:
            barcode: As it is printed.
            location: Where; as the instance calls it.
            options: Settings for this call.

        Returns:
            Whether it is valid, and what the API says about it, in German. That one which was
            used up (422) is no error here tells what became of a `redeem` without an answer.

        Raises:
            NotFound: There is no such barcode.
            InvalidId: It cannot stand in a path.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Entry API".
        Example: `(await gomus.entry.status("4034210297633-5")).is_valid`
        """
        path, query = _asked(barcode, location)
        # A traceback that shows local variables must not show it.
        del barcode
        try:
            return await self._caller.call(STATUS, path=path, query=query, options=options)
        except Unprocessable as error:
            refused = error
        said = "; ".join(refused.messages) or "not valid"
        return BarcodeStatus(message=said, error=said)

    async def redeem(
        self, barcode: str, *, location: str | None = None, options: CallOptions | None = None
    ) -> BarcodeStatus:
        """Use a barcode up: somebody enters.

        Endpoint: `PUT /barcodes/{barcode}` of API v3, any token.

        Args:
            barcode: As it is printed.
            location: Where; as the instance calls it.
            options: Settings for this call.

        Returns:
            What the API says, in German.

        Raises:
            Unprocessable: It was used up before, or is not valid here; its `messages` say why.
            NotFound: There is no such barcode.
            OutcomeUnknown: Sent, without a clear answer: it may be used up by this very call.
                `status` tells; do not turn anybody away for it.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: once; never sent again when it may have arrived.
        Source: documentation page "Entry API".
        Example: `print((await gomus.entry.redeem("4034210297633-5")).message)`
        """
        code = Secret(barcode)
        # A traceback that shows local variables must not show it.
        del barcode
        return await self._use(REDEEM, code, location, options)

    async def exit(
        self, barcode: str, *, location: str | None = None, options: CallOptions | None = None
    ) -> BarcodeStatus:
        """Note that somebody leaves.

        Endpoint: `PUT /barcodes/{barcode}/exit` of API v3, any token.

        Args:
            barcode: As it is printed.
            location: Where; as the instance calls it.
            options: Settings for this call.

        Returns:
            What the API says, in German.

        Raises:
            Unprocessable: Nobody entered with it.
            NotFound: There is no such barcode.
            OutcomeUnknown: Sent, without a clear answer.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: once; never sent again when it may have arrived.
        Source: documentation page "Entry API".
        Example: `await gomus.entry.exit("4034210297633-5")`
        """
        code = Secret(barcode)
        # A traceback that shows local variables must not show it.
        del barcode
        return await self._use(EXIT, code, location, options)

    async def scan(self, id: int, *, options: CallOptions | None = None) -> Scan:
        """Read one scan.

        Endpoint: `GET /entry/scans/{id}`, any token.

        Args:
            id: The scan's id.
            options: Settings for this call.

        Returns:
            The scan.

        Raises:
            NotFound: There is no such scan.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Entry API".
        Example: `scan = await gomus.entry.scan(1)`
        """
        return await self._caller.call(SCAN, path={"id": id}, options=options)

    async def update_scan(
        self, id: int, *, people_count: int, options: CallOptions | None = None
    ) -> Scan:
        """Correct how many people entered with one scan.

        Endpoint: `PUT /entry/scans/{id}`, any token; sent as a form, as documented.

        Args:
            id: The scan's id.
            people_count: How many, from 0.
            options: Settings for this call.

        Returns:
            The scan.

        Raises:
            ConfigError: The count is negative.
            NotFound: There is no such scan.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: replace; ends in the same state however often it is sent, and is repeated.
        Source: documentation page "Entry API".
        Example: `await gomus.entry.update_scan(1, people_count=3)`
        """
        if people_count < 0:
            raise ConfigError(f"people_count must be 0 or more, not {people_count}")
        form = f"{quote('scan[people_count]')}={people_count}"
        body = FileBody(form.encode(), "application/x-www-form-urlencoded")
        return await self._caller.call(UPDATE_SCAN, path={"id": id}, body=body, options=options)

    async def config(self, entry_zone: str, *, options: CallOptions | None = None) -> EntryConfig:
        """Read how an entry zone is set up.

        Endpoint: `GET /entry/config`, any token.

        Args:
            entry_zone: The zone's id.
            options: Settings for this call.

        Returns:
            The configuration.

        Raises:
            NotFound: There is no such zone.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Entry API".
        Example: `config = await gomus.entry.config("MQ==")`
        """
        return await self._caller.call(CONFIG, query={"entry_zone": entry_zone}, options=options)

    async def _use(
        self,
        endpoint: Endpoint[BarcodeStatus],
        barcode: Secret,
        location: str | None,
        options: CallOptions | None,
    ) -> BarcodeStatus:
        status: BarcodeStatus | None = await self._caller.call(
            endpoint, path={"barcode": barcode}, query={"location": location}, options=options
        )
        return BarcodeStatus() if status is None else status  # pyright: ignore[reportUnnecessaryComparison]


def _asked(barcode: str, location: str | None) -> tuple[dict[str, Secret], dict[str, QueryValue]]:
    return {"barcode": Secret(barcode)}, {"location": location}

"""Equipment that can be booked along with a tour."""

from datetime import date, datetime
from typing import Final

import attrs

from gomus_async.errors import ConfigError
from gomus_async.resources.tags import TourTags
from gomus_async.resources.times import day, on_site
from gomus_async.wire.endpoint import Endpoint, Safety
from gomus_async.wire.request import CallOptions, QueryValue

__all__ = ["TourEquipment"]

SOURCE: Final = "Public API, Tours"

EQUIPMENTS: Final = Endpoint(
    method="GET",
    path="/tours/{id}/equipments",
    envelope="data",
    returns=dict[int, dict[datetime, int]],
    safety=Safety.READ,
    source=SOURCE,
)
EQUIPMENT: Final = Endpoint(
    method="GET",
    path="/tours/{id}/equipments/{equipment_id}/",
    envelope="data",
    returns=dict[datetime, int],
    safety=Safety.READ,
    source=SOURCE,
)
EQUIPMENT_AT: Final = Endpoint(
    method="GET",
    path="/tours/{id}/equipments/{equipment_id}/{at}",
    envelope="data",
    returns=dict[datetime, int],
    safety=Safety.READ,
    source=SOURCE,
)


@attrs.define
class TourEquipment(TourTags):
    """Equipment that can be booked along with a tour."""

    async def equipments(
        self, id: int, *, date: date | None = None, options: CallOptions | None = None
    ) -> dict[int, dict[datetime, int]]:
        """Read what of each equipment is left on a day.

        Endpoint: `GET /tours/{id}/equipments`.

        Args:
            id: The tour's id.
            date: The day; today by default.
            options: Settings for this call.

        Returns:
            By id of the equipment: how many are left, by time.

        Raises:
            NotFound: There is no such tour for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `left = await gomus.tours.equipments(101173, date=day)`
        """
        query: dict[str, QueryValue] = {"date": day(date, self._caller.zone)}
        return await self._caller.call(EQUIPMENTS, path={"id": id}, query=query, options=options)

    async def equipment(
        self,
        id: int,
        equipment_id: int,
        *,
        date: date | None = None,
        at: datetime | None = None,
        options: CallOptions | None = None,
    ) -> dict[datetime, int]:
        """Read what of one equipment is left on a day, or at a time.

        Endpoint: `GET /tours/{id}/equipments/{equipment_id}/`, or
        `GET /tours/{id}/equipments/{equipment_id}/{at}`.

        Args:
            id: The tour's id.
            equipment_id: The equipment's id.
            date: The day; today by default.
            at: The time, instead; without an offset it is in the instance's zone.
            options: Settings for this call.

        Returns:
            How many are left, by time.

        Raises:
            ConfigError: A day and a time.
            NotFound: There is no such tour or equipment for this token.
            GomusError: See the tree in `gomus_async.errors`.

        Safety: changes nothing; repeated as needed.
        Source: documentation page "Public API", section "Tours".
        Example: `left = await gomus.tours.equipment(101173, 1, at=start)`
        """
        path: dict[str, int | str] = {"id": id, "equipment_id": equipment_id}
        if at is None:
            query: dict[str, QueryValue] = {"date": day(date, self._caller.zone)}
            return await self._caller.call(EQUIPMENT, path=path, query=query, options=options)
        if date is not None:
            raise ConfigError("equipment takes a date, or a time as at")
        path["at"] = on_site("at", at, self._caller.zone).isoformat()
        return await self._caller.call(EQUIPMENT_AT, path=path, options=options)

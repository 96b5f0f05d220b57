"""`gomus inventorum sync` at work: from the till's customers to what is said of them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import typer

from gomus_async.cli.connection import connect, read_secret
from gomus_async.cli.exits import Exit
from gomus_async.cli.import_options import Given
from gomus_async.cli.import_places import check_folder, check_taken, only_if_filled
from gomus_async.cli.importing import UnderWay
from gomus_async.cli.inventorum_command import Till
from gomus_async.cli.output import print_json, print_line
from gomus_async.inventorum import (
    Inventorum,
    InventorumCustomer,
    InventorumMapping,
    InventorumTokenFile,
    inventorum_mapping,
    inventorum_source,
)
from gomus_async.inventorum.environment import InventorumEnvironment
from gomus_async.models.customers import NewCustomer

if TYPE_CHECKING:
    from gomus_async.bulk import Source
    from gomus_async.client import Gomus

__all__ = ["carry_out"]

NAME = "Inventorum"


def carry_out(given: Given, rejects: Path, till: Till) -> None:
    """Bring the customers over, and say what came of it.

    Raises:
        Exit: Rows were left out.
        GomusError: The import could not start, or could not go on.
        KeyboardInterrupt: Ctrl-C was pressed.
        Terminated: SIGTERM came.
    """
    places = {
        "journal": given.journal,
        "rejects": rejects,
        "summary": given.summary,
        "refresh-token-file": till.refresh_token_file,
        "client-secret-file": till.client_secret_file,
        "token-file": given.token_file,
    }
    check_taken({}, places)
    if given.summary is not None:
        check_folder(given.summary)
    gomus = connect(given.instance, given.token_file, given.shop, given.locale)
    inventorum = _connect(till)
    under_way = UnderWay(given, rejects, NAME, shows_keys=True)
    agreed: list[str] = []
    with only_if_filled(rejects):
        report = under_way.run(_opened(gomus, inventorum, till, agreed))
    under_way.tell(report)
    if till.newsletter_group:
        _tell_agreed(till.newsletter_group, agreed, as_json=given.as_json)
    if not report.clean:
        raise typer.Exit(Exit.ROWS_LEFT_OUT)


def _connect(till: Till) -> Inventorum:
    found = InventorumEnvironment.read()
    if till.url:
        found = attrs.evolve(found, url=till.url)
    if till.client_secret_file is not None:
        secret = read_secret(till.client_secret_file, "client secret")
        found = attrs.evolve(found, client_secret=secret)
    path = till.refresh_token_file
    kept = None if path is None else InventorumTokenFile(path)
    return Inventorum(**found.arguments(kept), api_version=till.api_version)


@asynccontextmanager
async def _opened(
    gomus: "Gomus", inventorum: Inventorum, till: Till, agreed: list[str]
) -> AsyncGenerator[tuple["Gomus", "Source"]]:
    async with gomus, inventorum:
        mapping = await inventorum_mapping(
            gomus,
            prefix=till.prefix,
            family_name=till.family_name.value,
            empty=till.empty.value,
            newsletter_groups=till.newsletter_group or (),
        )
        values: dict[str, Any] = attrs.asdict(mapping, recurse=False)
        yield gomus, inventorum_source(inventorum, mapping=_Asking(**values, agreed=agreed))


@attrs.frozen(kw_only=True)
class _Asking(InventorumMapping):
    """Notes the keys of those who agreed to marketing."""

    agreed: list[str] = attrs.field(repr=False)

    def customer(self, customer: InventorumCustomer) -> NewCustomer:
        if self.groups(customer):
            self.agreed.append(self.key(customer))
        return super().customer(customer)


def _tell_agreed(groups: list[int], agreed: list[str], *, as_json: bool) -> None:
    if as_json:
        print_json({"newsletter_groups": groups, "agreed": agreed})
        return
    named = ", ".join(map(str, groups))
    print_line(
        f"{len(agreed):,} customers agreed to marketing, for newsletter groups {named}: go~mus "
        "takes that from customers themselves, so nobody was signed up; --json lists them"
    )

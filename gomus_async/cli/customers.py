"""`gomus customers get|update|salutations`."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gomus_async.cli.connection import (
    InstanceOption,
    LocaleOption,
    ShopOption,
    TokenFileOption,
    connect,
)
from gomus_async.cli.options import JsonOption
from gomus_async.errors import ConfigError, InvalidId

if TYPE_CHECKING:
    from gomus_async.models.customers import Address, Customer, CustomerUpdate

__all__ = ["get", "salutations", "update"]

RefArgument = Annotated[str, typer.Argument(metavar="REF", help="The customer's foreign_id.")]
IdOption = Annotated[bool, typer.Option("--id", help="REF is a go~mus id.")]


def get(
    ref: RefArgument,
    *,
    by_id: IdOption = False,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one customer."""
    from gomus_async.cli.running import run

    gomus = connect(instance, token_file, shop, locale)
    reference = _reference(ref, by_id=by_id)

    async def ask() -> "Customer":
        async with gomus:
            return await gomus.customers.get(reference)

    _show(run(ask()), as_json=as_json)


def update(
    ref: RefArgument,
    *,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="Set a field; may be repeated."),
    ] = None,
    nulls: Annotated[
        list[str] | None,
        typer.Option("--null", metavar="FIELD", help="Send null for a field; may be repeated."),
    ] = None,
    by_id: IdOption = False,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """Change some fields of one customer; the others stay as they are."""
    from gomus_async.cli.running import run

    gomus = connect(instance, token_file, shop, locale)
    reference = _reference(ref, by_id=by_id)
    changes = _changes(settings or [], nulls or [])

    async def ask() -> "Customer":
        async with gomus:
            return await gomus.customers.update(reference, changes)

    _show(run(ask()), as_json=as_json)


def salutations(
    *,
    instance: InstanceOption = None,
    token_file: TokenFileOption = None,
    shop: ShopOption = None,
    locale: LocaleOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the salutations, whose ids customers refer to."""
    from gomus_async.cli.output import print_json, print_table
    from gomus_async.cli.running import run

    gomus = connect(instance, token_file, shop, locale, needs_token=False)

    async def ask() -> None:
        async with gomus:
            found = await gomus.customers.salutations()
        if not as_json:
            print_table(["id", "name"], [(entry.id, entry.name) for entry in found])
            return
        for entry in found:
            print_json(entry.raw)

    run(ask())


def _reference(ref: str, *, by_id: bool) -> int | str:
    if not by_id:
        from gomus_async.wire.request import path_segment

        path_segment("REF", ref)
        return ref
    if not re.fullmatch(r"[0-9]{1,18}", ref):
        raise InvalidId(f"{ref!r} is not a go~mus id; leave --id out if it is a foreign_id")
    return int(ref)


def _changes(settings: Sequence[str], nulls: Sequence[str]) -> "CustomerUpdate":
    from gomus_async.bulk.records import Record
    from gomus_async.bulk.rows import Refused, read_row
    from gomus_async.models.customers import CustomerUpdate

    values: dict[str, Any] = {}
    for field, value in [*map(_assignment, settings), *((field, None) for field in nulls)]:
        if field in values:
            raise ConfigError(f"{field} is given twice; give it once")
        values[field] = value
    if not values:
        raise ConfigError("nothing to change; pass --set FIELD=VALUE or --null FIELD")
    if values.get("foreign_id", "") is None:
        raise ConfigError("foreign_id cannot be null; --set another key")
    row = read_row(Record(1, None, {"foreign_id": "unchanged", **values}))
    if isinstance(row, Refused):
        raise ConfigError("; ".join(row.reasons))
    return CustomerUpdate(**{field: getattr(row.customer, field) for field in values})


def _assignment(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals or not field:
        raise ConfigError(f"--set {text!r} should read FIELD=VALUE, such as name=Müller")
    return field.strip(), value


def _show(customer: "Customer", *, as_json: bool) -> None:
    import attrs

    from gomus_async.cli.output import print_fields, print_json

    if as_json:
        print_json(customer.raw)
        return
    values = {field.name: getattr(customer, field.name) for field in attrs.fields(type(customer))}
    addresses: Sequence[Address] = values.pop("addresses") or ()
    pairs = [(name, value) for name, value in values.items() if value is not None]
    print_fields([*pairs, *(("address", _address(address)) for address in addresses)])


def _address(address: "Address") -> str:
    town = " ".join(filter(None, (address.zip, address.city)))
    return ", ".join(filter(None, (address.street, town)))

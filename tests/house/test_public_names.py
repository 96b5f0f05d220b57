"""What can be imported from `gomus_async` itself."""

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType

import attrs
import pytest

import gomus_async
import gomus_async.models
from gomus_async import errors
from gomus_async._exports import MODULES
from gomus_async.models.common import Entity, RequestModel

INTERNAL = {
    "AccountUpdate",  # made by `CustomerSession.update`
    "AnnualCustomerFields",  # made by `Annual.create_customer`
    "AnnualTicketSaleUpdate",  # made by `Annual.update_ticket_sale`
    "PersonalizationUpdate",  # made by `Annual.update_personalization`
    "Credentials",  # made by `Accounts.sign_in`
    "FeedbackUpdate",  # made by `TourBookings.set_feedback`
    "Entity",
    "RequestModel",
    "personal",
}


def model_modules() -> Iterator[ModuleType]:
    for info in pkgutil.iter_modules(gomus_async.models.__path__, "gomus_async.models."):
        yield importlib.import_module(info.name)


def test_the_list_is_what_is_loaded_lazily() -> None:
    lazy = [name for names in MODULES.values() for name in names]

    assert len(lazy) == len(set(lazy))
    assert {*lazy, "__version__"} == set(gomus_async.__all__)
    assert len(gomus_async.__all__) == len(set(gomus_async.__all__))
    assert dir(gomus_async) == sorted(gomus_async.__all__)


@pytest.mark.parametrize("name", gomus_async.__all__)
def test_every_name_loads(name: str) -> None:
    code = f"import gomus_async; value = gomus_async.{name}; assert value is not None"
    value = getattr(gomus_async, name)

    assert value is not None
    if name == "Gomus":
        subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(("module", "names"), MODULES.items())
def test_every_name_is_public_where_it_lives(module: str, names: tuple[str, ...]) -> None:
    home = importlib.import_module(f"gomus_async.{module}")

    for name in names:
        assert getattr(gomus_async, name) is getattr(home, name)
        assert name in home.__all__


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error(name: str) -> None:
    cls = getattr(errors, name)

    assert getattr(gomus_async, name) is cls
    assert issubclass(cls, errors.GomusError)


def test_no_error_is_left_out_of_the_list() -> None:
    found = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.GomusError)
    }

    assert found == set(errors.__all__)
    assert all(name in (errors.__doc__ or "") for name in found)


@pytest.mark.parametrize("module", [*model_modules()], ids=lambda module: module.__name__)
def test_every_public_model(module: ModuleType) -> None:
    models = {
        name
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, Entity | RequestModel)
        and attrs.has(value)
        and value.__module__ == module.__name__
    }

    assert models <= set(module.__all__)
    for name in set(module.__all__) - INTERNAL:
        assert getattr(gomus_async, name) is getattr(module, name)


def test_an_unknown_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Gommus'"):
        _ = gomus_async.Gommus


def test_every_class_has_its_fields_frozen() -> None:
    for module in model_modules():
        for name in module.__all__:
            value = getattr(module, name)
            if isinstance(value, type) and attrs.has(value):
                assert "__dict__" not in dir(value)
                assert all(field.kw_only for field in attrs.fields(value))

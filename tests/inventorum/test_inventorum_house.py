"""The rules of the house for Inventorum: names, docstrings, endpoints, imports."""

import inspect
import re
import subprocess
import sys
import typing
from typing import Any

import pytest

from gomus_async import CallOptions, inventorum
from gomus_async.inventorum import InventorumCustomers, customers, renewal
from gomus_async.wire.endpoint import Endpoint, Safety

SAFETY = {
    Safety.READ: "changes nothing",
    Safety.REPLACE: "replace",
    Safety.ONCE: "once; never sent again",
}
METHODS = {
    name: method
    for name, method in inspect.getmembers(InventorumCustomers, inspect.isfunction)
    if name[0] != "_"
}
ENDPOINTS = {
    name: value
    for module in (customers, renewal)
    for name, value in vars(module).items()
    if isinstance(value, Endpoint)
}
SECTION = re.compile(r"^(Endpoint|Args|Returns|Raises|Safety|Source|Example):", re.MULTILINE)


@pytest.mark.parametrize("name", METHODS)
def test_docstrings(name: str) -> None:
    method = METHODS[name]
    doc = inspect.getdoc(method) or ""
    hints = typing.get_type_hints(method)
    returns = [] if hints["return"] is type(None) else ["Returns"]
    arguments = doc.partition("\nArgs:\n")[2].partition("\n\n")[0]

    expected = ["Endpoint", "Args", *returns, "Raises", "Safety", "Source", "Example"]
    assert SECTION.findall(doc) == expected
    named = re.findall(r"^    (\w+): \S", arguments, re.MULTILINE)
    assert named == [*inspect.signature(method).parameters][1:]
    assert hints["options"] == CallOptions | None


@pytest.mark.parametrize("name", ENDPOINTS)
def test_endpoints(name: str) -> None:
    endpoint: Endpoint[Any] = ENDPOINTS[name]
    route = f"`{endpoint.method} {endpoint.path}`"
    docs = [inspect.getdoc(method) or "" for method in METHODS.values()]
    told = [doc.partition("Safety:")[2] for doc in docs if route in doc]

    assert endpoint.prefix == ""
    assert endpoint.path.endswith("/")
    assert endpoint.source
    assert name == "REFRESH" or any(SAFETY[endpoint.safety] in text for text in told)


def test_what_an_unclear_outcome_means() -> None:
    assert {name: endpoint.safety for name, endpoint in ENDPOINTS.items()} == {
        "LIST": Safety.READ,
        "FAVOURITES": Safety.READ,
        "GET": Safety.READ,
        "CREATE": Safety.ONCE,
        "UPDATE": Safety.REPLACE,
        "DELETE": Safety.REPLACE,
        "REFRESH": Safety.ONCE,
    }


@pytest.mark.parametrize("name", inventorum.__all__)
def test_every_name_loads(name: str) -> None:
    assert getattr(inventorum, name) is not None
    assert name in dir(inventorum)
    assert "nventorum" in name


def test_an_unknown_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Inventory'"):
        _ = inventorum.Inventory


def test_the_blocking_side_is_loaded_on_first_use() -> None:
    code = "import gomus_async.inventorum, sys; print('gomus_async.sync' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "False"

"""Who imports what: heavy packages have one door each, and stay outside until they are needed."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import FILES, imports, name, tree

HEAVY = {
    "aiohttp",
    "asyncio",
    "attr",
    "attrs",
    "cattrs",
    "email",
    "http",
    "inspect",
    "json",
    "logging",
    "msgspec",
    "multidict",
    "rich",
    "ssl",
    "tenacity",
    "typer",
    "urllib",
    "yarl",
    "zoneinfo",
}
DOORS = {
    "aiohttp": {"wire/transport.py"},
    "yarl": {"wire/transport.py"},
    "msgspec": {"wire/codec.py", "wire/tagged.py", "wire/tolerant.py"},
    "cattrs": {"wire/codec.py", "wire/tolerant.py"},
    "tenacity": {"wire/retry.py"},
}
OWN = [path for path in FILES if not name(path).startswith("sandbox/")]
SANDBOX = [path for path in FILES if name(path).startswith("sandbox/")]


def roots(path: Path) -> set[str]:
    return {module.partition(".")[0] for module in imports(tree(path))}


def python(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True)


def timed_imports(code: str) -> set[str]:
    report = python("-X", "importtime", "-c", code).stderr
    return {line.rpartition("|")[2].strip() for line in report.splitlines()}


def modules_after(code: str) -> set[str]:
    return set(python("-c", f"{code}; import sys; print(*sys.modules)").stdout.split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    added = timed_imports("import gomus_async") - timed_imports("pass")

    assert "gomus_async" in added
    assert {module.partition(".")[0] for module in added} & HEAVY == set()
    own = {module for module in added if module.startswith("gomus_async")}
    assert own == {"gomus_async", "gomus_async._exports", "gomus_async._version"}


def test_errors_and_models_load_no_transport() -> None:
    loaded = modules_after("from gomus_async import NewCustomer, GomusError, Settings")

    assert "gomus_async.models.customers" in loaded
    assert loaded & {"aiohttp", "asyncio", "cattrs", "msgspec", "tenacity"} == set()


def test_the_tolerant_path_and_retries_are_loaded_on_first_use() -> None:
    loaded = modules_after("from gomus_async import Gomus; Gomus('demo.gomus.de')")

    assert "gomus_async.client" in loaded
    assert loaded & {"cattrs", "tenacity"} == set()


@pytest.mark.parametrize("path", OWN, ids=name)
def test_doors(path: Path) -> None:
    for package in roots(path) & set(DOORS):
        assert name(path) in DOORS[package], f"{name(path)} imports {package}"


@pytest.mark.parametrize("package", DOORS)
def test_every_door_is_used(package: str) -> None:
    assert {name(path) for path in OWN if package in roots(path)} <= DOORS[package]
    assert any(package in roots(path) for path in OWN)


@pytest.mark.parametrize("path", SANDBOX, ids=name)
def test_the_sandbox_knows_nothing_of_the_package(path: Path) -> None:
    own = {module for module in imports(tree(path)) if module.startswith("gomus_async")}

    assert all(module.startswith("gomus_async.sandbox") for module in own)


@pytest.mark.parametrize("path", OWN, ids=name)
def test_the_package_does_not_need_the_sandbox(path: Path) -> None:
    users = ("cli/", "testing.py", "pytest_plugin.py")
    if not name(path).startswith(users):
        assert not any(module.startswith("gomus_async.sandbox") for module in imports(tree(path)))

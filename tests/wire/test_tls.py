"""A certificate that is not right: nothing is sent, nothing is tried again."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from gomus_async import ConfigError, ConnectionFailed
from tests.support.behaviours import customer
from tests.support.clients import TOKEN, quick
from tests.wire.conftest import Connect, Serve


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(ca: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("tls") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path)


def _context(leaf: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    leaf.configure_cert(context)
    return context


def _good(ca: trustme.CA) -> ssl.SSLContext:
    return _context(ca.issue_cert("127.0.0.1"))


def _wrong_host(ca: trustme.CA) -> ssl.SSLContext:
    return _context(ca.issue_cert("other.example.com"))


def _expired(ca: trustme.CA) -> ssl.SSLContext:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    return _context(
        ca.issue_cert("127.0.0.1", not_before=yesterday - timedelta(days=9), not_after=yesterday)
    )


def _self_signed(_: trustme.CA) -> ssl.SSLContext:
    return _context(trustme.CA().issue_cert("127.0.0.1"))


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
@pytest.mark.parametrize("make", [_self_signed, _wrong_host, _expired])
async def test_n18_a_wrong_certificate_ends_the_call_before_anything_is_sent(  # noqa: PLR0917 - fixtures and parameters
    serve: Serve,
    connect: Connect,
    ca: trustme.CA,
    ca_file: str,
    make: Callable[[trustme.CA], ssl.SSLContext],
    method: str,
) -> None:
    server = await serve(customer(), tls=make(ca))
    gomus = await connect(server, settings=quick(ca_file=ca_file))
    with pytest.raises(ConnectionFailed) as caught:
        await gomus.request(method, "/whatever")
    assert caught.value.reason == "certificate"
    assert caught.value.attempts == gomus.stats.attempts == 1
    assert server.requests == []
    assert server.connections == 1


async def test_n18_an_attempt_without_a_valid_certificate_counts_as_not_sent(
    serve: Serve, connect: Connect, ca: trustme.CA
) -> None:
    server = await serve(customer(), tls=_self_signed(ca))
    gomus = await connect(server)
    with pytest.raises(ConnectionFailed):
        await gomus.customers.get(1)
    assert gomus.stats.attempts - gomus.stats.not_sent == len(server.requests)


async def test_n18_a_private_authority_is_not_trusted_unless_it_is_named(
    serve: Serve, connect: Connect, ca: trustme.CA, ca_file: str
) -> None:
    server = await serve(customer(), tls=_good(ca))
    with pytest.raises(ConnectionFailed, match="ca_file"):
        await (await connect(server)).customers.get(1)
    assert server.requests == []

    gomus = await connect(server, settings=quick(ca_file=ca_file))
    assert (await gomus.customers.get(1)).id == 1
    assert [got.header("Authorization") for got in server.requests] == [f"Bearer {TOKEN}"]


async def test_n18_tls_1_1_is_not_spoken(
    serve: Serve, connect: Connect, ca: trustme.CA, ca_file: str
) -> None:
    context = _good(ca)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    server = await serve(customer(), tls=context)
    gomus = await connect(server, settings=quick(ca_file=ca_file))
    with pytest.raises(ConnectionFailed) as caught:
        await gomus.customers.get(1)
    assert caught.value.reason in {"tls", "connect"}
    assert server.requests == []


async def test_n18_a_server_that_does_not_speak_tls_is_connection_failed(
    serve: Serve, connect: Connect
) -> None:
    server = await serve(customer())
    gomus = await connect(server.url.replace("http:", "https:"))
    with pytest.raises(ConnectionFailed) as caught:
        await gomus.request("POST", "/orders", json={})
    assert caught.value.reason in {"tls", "connect"}
    assert server.requests == []


@pytest.mark.parametrize("content", [None, "not PEM"])
async def test_a_ca_file_that_cannot_be_read_is_a_config_error(
    serve: Serve, connect: Connect, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    server = await serve(customer())
    gomus = await connect(server, settings=quick(ca_file=str(path)))
    with pytest.raises(ConfigError, match="ca_file"):
        await gomus.customers.get(1)
    assert server.connections == 0
    assert gomus.stats.in_flight == 0

"""Documents in files: whole or not at all, whatever happens meanwhile."""

import asyncio
import gzip
import hashlib
import os
import random
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gomus_async import ConfigError, GomusError, NotFound, ResponseTooLarge, UnexpectedResponse
from gomus_async.wire.files import BLOCK_BYTES, FileSink
from tests.documents.conftest import BEFORE, ORDER, PDF, Held, Saved, content, mode, names, pdf
from tests.support.behaviours import Behaviour, hang, message, refusal, sends
from tests.support.clients import quick
from tests.support.raw_server import Exchange
from tests.wire.conftest import Connect, Serve

MB = 1024 * 1024
LARGE = random.Random(5).randbytes(3 * BLOCK_BYTES + 17)
HEADERS = {"Content-Type": "application/pdf", "Content-Length": str(len(LARGE))}
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nTransfer-Encoding: chunked\r\n\r\n"


def cut(*, reset: bool = False, body: bytes = LARGE) -> Behaviour:
    """Send two thirds of a document."""
    return sends(message(200, body[: len(body) // 3 * 2], HEADERS), reset=reset)


def chunked_cut() -> Behaviour:
    return sends(CHUNKED + f"{len(LARGE):x}\r\n".encode() + LARGE + b"\r\n")


def stalled(reached: asyncio.Event | None = None) -> Behaviour:
    """Send two thirds of a document, and then nothing more."""

    async def act(exchange: Exchange) -> bool:
        await exchange.send(message(200, LARGE[: len(LARGE) // 3 * 2], HEADERS))
        if reached is not None:
            reached.set()
        await exchange.idle()
        return False

    return Behaviour(act)


async def test_the_path_is_returned_and_only_the_owner_can_read(
    document: Saved, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        saved = await (await document(pdf(LARGE))).save(str(tmp_path / "a.pdf"))
    finally:
        os.umask(before)

    assert saved == tmp_path / "a.pdf"
    assert (content(saved), mode(saved)) == (LARGE, 0o600)
    assert names(tmp_path) == ["a.pdf"]


async def test_a_relative_path(
    document: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert await (await document(pdf())).save("a.pdf") == Path("a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == PDF


async def test_what_was_there_is_replaced_at_the_end(
    document: Saved, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    flush = FileSink._flush

    def looking(sink: FileSink) -> None:
        flush(sink)
        seen.append(content(target))

    monkeypatch.setattr(FileSink, "_flush", looking)

    await (await document(pdf(LARGE))).save(target)

    assert set(seen) == {BEFORE}
    assert (content(target), mode(target)) == (LARGE, 0o600)


async def test_what_was_read_before_is_saved(document: Saved, target: Path) -> None:
    one = await document(pdf(), hang())
    await one.read()
    await one.save(target)
    assert (content(target), mode(target)) == (PDF, 0o600)


CUTS = {"closed": cut(), "reset": cut(reset=True), "chunked": chunked_cut()}


@pytest.mark.parametrize("broken", CUTS.values(), ids=CUTS)
async def test_a_cut_connection_leaves_nothing(
    document: Saved, target: Path, broken: Behaviour
) -> None:
    with pytest.raises(UnexpectedResponse):
        await (await document(broken)).save(target)
    assert content(target) == BEFORE
    assert names(target.parent) == ["ticket.pdf"]


@pytest.mark.parametrize("broken", CUTS.values(), ids=CUTS)
async def test_after_a_cut_the_file_is_right(
    document: Saved, target: Path, broken: Behaviour
) -> None:
    one = await document(broken, cut(body=LARGE[::-1]), pdf(PDF))
    await one.save(target)
    assert content(target) == PDF
    assert names(target.parent) == ["ticket.pdf"]


async def test_a_compressed_document_is_not_taken(document: Saved, target: Path) -> None:
    # One that ends early has the right length: only its stream says that something is missing.
    packed = gzip.compress(LARGE)
    headers = {"Content-Encoding": "gzip"}
    for body in (packed, packed[: len(packed) // 2]):
        with pytest.raises(UnexpectedResponse, match="compressed"):
            await (await document(pdf(body, headers=headers))).save(target)
    assert content(target) == BEFORE
    assert names(target.parent) == ["ticket.pdf"]


async def test_a_refusal_leaves_what_was_there(document: Saved, target: Path) -> None:
    with pytest.raises(NotFound):
        await (await document(refusal(404))).save(target)
    assert content(target) == BEFORE
    assert names(target.parent) == ["ticket.pdf"]


@pytest.mark.parametrize("extra", [-1, 0])
async def test_the_limit_is_kept_to_the_byte(document: Saved, target: Path, extra: int) -> None:
    limits = {"document_bytes": len(LARGE) + extra}
    one = await document(pdf(LARGE), settings=quick(limits=limits))
    if extra == 0:
        assert (await one.save(target)).read_bytes() == LARGE
    else:
        with pytest.raises(ResponseTooLarge, match="document_bytes"):
            await one.save(target)
        assert content(target) == BEFORE
    assert names(target.parent) == ["ticket.pdf"]


@pytest.mark.parametrize("name", ["missing/a.pdf", "file/a.pdf", "directory"])
async def test_a_place_that_cannot_be_is_refused_before_anything_is_sent(
    serve: Serve, connect: Connect, tmp_path: Path, name: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "directory").mkdir()
    server = await serve(pdf())
    one = (await connect(server)).orders.ticket_pdf(ORDER, 42102)

    with pytest.raises(ConfigError, match="directory"):
        await one.save(tmp_path / name)
    assert server.connections == 0
    assert names(tmp_path) == ["directory", "file"]


@pytest.mark.parametrize("name", ["x" * 300, "a\0b.pdf"], ids=["long", "null"])
async def test_a_name_that_cannot_be_is_refused_before_anything_is_sent(
    serve: Serve, connect: Connect, tmp_path: Path, name: str
) -> None:
    server = await serve(pdf())
    one = (await connect(server)).orders.ticket_pdf(ORDER, 42102)
    with pytest.raises(ConfigError):
        await one.save(tmp_path / name)
    assert server.connections == 0
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["x" * 251 + ".pdf", "ä" * 125 + ".pdf", "a b'c\"d\n.pdf"])
async def test_any_name_that_the_disk_takes(document: Saved, tmp_path: Path, name: str) -> None:
    saved = await (await document(pdf())).save(tmp_path / name)
    assert saved.read_bytes() == PDF
    assert names(tmp_path) == [name]


async def test_what_is_no_file_is_not_replaced(document: Saved, tmp_path: Path) -> None:
    # `/dev/null` and its like must outlive a save.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ConfigError):
        await (await document(pdf())).save(pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == ["pipe"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
async def test_where_nothing_can_be_written(document: Saved) -> None:
    with pytest.raises(GomusError, match="could not be written"):
        await (await document(pdf())).save("/proc/a.pdf")


@pytest.mark.parametrize("read_before", [False, True])
async def test_a_target_that_became_a_directory_is_left_alone(
    document: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_before: bool
) -> None:
    place, target = FileSink._place, tmp_path / "a.pdf"

    def too_late(sink: FileSink) -> None:
        target.mkdir()
        place(sink)

    monkeypatch.setattr(FileSink, "_place", too_late)
    one = await document(pdf())
    if read_before:
        await one.read()
    with pytest.raises(GomusError, match="could not be written"):
        await one.save(target)
    assert names(tmp_path) == ["a.pdf"]
    assert names(target) == []


async def test_a_disk_error_is_told_once_and_not_repeated(
    serve: Serve, connect: Connect, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: FileSink) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSink, "_flush", full)
    server = await serve(pdf(LARGE))
    one = (await connect(server)).orders.ticket_pdf(ORDER, 42102)
    with pytest.raises(GomusError, match="No space left on device") as caught:
        await one.save(target)

    assert str(target) in str(caught.value)
    assert len(server.requests) == 1
    assert content(target) == BEFORE
    assert names(target.parent) == ["ticket.pdf"]


async def test_cancelled_in_the_middle_it_leaves_nothing(document: Saved, target: Path) -> None:
    reached = asyncio.Event()
    saving = asyncio.ensure_future((await document(stalled(reached))).save(target))
    await reached.wait()
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving
    assert content(target) == BEFORE
    assert names(target.parent) == ["ticket.pdf"]


@pytest.mark.parametrize("step", ["_open", "_flush", "_place"])
@pytest.mark.parametrize("times", [1, 2])
async def test_cancelled_while_a_thread_is_at_the_disk(
    document: Saved, target: Path, monkeypatch: pytest.MonkeyPatch, step: str, times: int
) -> None:
    hold = Held()
    monkeypatch.setattr(FileSink, step, hold(getattr(FileSink, step)))
    saving = asyncio.ensure_future((await document(pdf(LARGE))).save(target))
    await asyncio.to_thread(hold.reached.wait)
    for _ in range(times):
        saving.cancel()
        for _step in range(10):
            await asyncio.sleep(0)
    hold.go.set()
    with pytest.raises(asyncio.CancelledError):
        await saving
    await asyncio.to_thread(hold.done.wait)

    # What was put in place before the cancellation could be heard is whole.
    assert content(target) in ({LARGE, BEFORE} if step == "_place" else {BEFORE})
    assert names(target.parent) == ["ticket.pdf"]


async def test_two_at_once_into_one_file(serve: Serve, connect: Connect, target: Path) -> None:
    gomus = await connect(await serve(pdf(LARGE)))
    await asyncio.gather(*(gomus.orders.ticket_pdf(ORDER, n).save(target) for n in range(8)))
    assert content(target) == LARGE
    assert names(target.parent) == ["ticket.pdf"]


SERVER = """
import asyncio, random

async def serve(reader, writer):
    target = (await reader.readuntil(b"\\r\\n\\r\\n")).split(b" ")[1].decode()
    size = int(target.split("/orders/")[1].split("/")[0])
    head = f"Content-Type: application/pdf\\r\\nContent-Length: {size << 20}\\r\\nConnection: close"
    writer.write(f"HTTP/1.1 200 OK\\r\\n{head}\\r\\n\\r\\n".encode())
    noise = random.Random(1).randbytes((1 << 20) - 8)
    for number in range(size // 2 if "token=cut" in target else size):
        writer.write(number.to_bytes(8, "big") + noise)
        await writer.drain()
    writer.close()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""

SAVING = """
import asyncio, resource, signal, sys
from gomus_async import Gomus, GomusError, Order
from gomus_async.settings import Backoff, Settings

url, size, token, path, most = sys.argv[1:]

async def main():
    settings = Settings(backoff=Backoff(attempts=2, base=0.01))
    async with Gomus(url, token="t", settings=settings) as gomus:
        one = gomus.orders.invoice_pdf(Order(id=int(size), token=token, is_valid=True))
        if int(most):
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
        try:
            await one.save(path)
        except GomusError as error:
            print(type(error).__name__, str(error).replace(path, "*"))
        else:
            print("saved", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)

asyncio.run(main())
"""


async def _started(program: str, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", program, *arguments],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.fixture
async def server() -> AsyncIterator[str]:
    """A server of large documents in a process of its own.

    The order's id is the size in MB; the token `cut` ends the connection after half of it.
    """
    process = await _started(SERVER)
    assert process.stdout is not None
    yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    process.terminate()
    await process.communicate()


async def _saved(url: str, size: int, token: str, path: Path, most: int = 0) -> tuple[str, str]:
    process = await _started(SAVING, url, str(size), token, str(path), str(most))
    async with asyncio.timeout(100):
        out, err = await process.communicate()
    assert err.decode() == ""
    outcome, _, rest = out.decode().strip().partition(" ")
    return outcome, rest


def _digests(path: Path, megabytes: int) -> tuple[str, str]:
    """The digest of a file, and what it should be."""
    noise = random.Random(1).randbytes(MB - 8)
    whole = hashlib.sha256()
    for number in range(megabytes):
        whole.update(number.to_bytes(8, "big") + noise)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), whole.hexdigest()


async def test_200_mb_take_no_more_memory_than_1_mb(server: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    small, peak_of_small = await _saved(server, 1, "t", path)
    large, peak_of_large = await _saved(server, 200, "t", path)

    assert (small, large) == ("saved", "saved")
    assert int(peak_of_large) - int(peak_of_small) < 20 * MB
    found, right = _digests(path, 200)
    assert found == right
    assert names(tmp_path) == ["a.pdf"]
    path.unlink()


async def test_a_cut_of_200_mb_leaves_no_file(server: str, tmp_path: Path) -> None:
    outcome, problem = await _saved(server, 200, "cut", tmp_path / "a.pdf")
    assert outcome == "UnexpectedResponse"
    assert "cut off" in problem
    assert names(tmp_path) == []


async def test_a_full_disk_leaves_no_file(server: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(BEFORE)
    outcome, problem = await _saved(server, 8, "t", path, 5 * MB + 100)
    assert outcome == "GomusError"
    assert "* could not be written: File too large" in problem
    assert path.read_bytes() == BEFORE
    assert names(tmp_path) == ["a.pdf"]

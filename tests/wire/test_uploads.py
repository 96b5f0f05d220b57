"""Uploads: the bytes of a file as they are, in a form that any server reads, and sent once."""

import email
import email.policy
import hashlib
import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from gomus_async import ConfigError, Gomus, OutcomeUnknown, Unprocessable
from gomus_async.wire.files import content_of
from gomus_async.wire.opaque import FileBody, form
from tests.support.behaviours import Behaviour, answer, hang_up, refusal, reset, throttled
from tests.support.clients import TOKEN, quick
from tests.support.raw_server import Received
from tests.wire.conftest import Connect, Serve

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 300 + b"\r\n--\r\n\r\n"
ANNUAL = "annual-canary-7Qf3"


def parts(content_type: str, body: bytes) -> list[EmailMessage]:
    """The parts of a form, read by the standard library."""
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    whole = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    assert isinstance(whole, EmailMessage)
    assert whole.is_multipart()
    assert not whole.defects
    return [part for part in whole.iter_parts() if isinstance(part, EmailMessage)]


def photo_of(got: Received) -> tuple[EmailMessage, bytes]:
    """The one part of an upload, and the bytes in it."""
    kind = got.header("Content-Type") or ""
    [part] = parts(kind, got.body)
    boundary = kind.partition("boundary=")[2]
    content = got.body.partition(b"\r\n\r\n")[2].removesuffix(f"\r\n--{boundary}--\r\n".encode())
    return part, content


async def upload(gomus: Gomus, file: Any) -> None:
    await gomus.annual(ANNUAL).upload_photo(10, file)


@pytest.mark.parametrize("content", [PHOTO, b"x", b"\r\n", b"--", PHOTO * 20])
async def test_bytes_arrive_as_they_are(serve: Serve, connect: Connect, content: bytes) -> None:
    server = await serve(answer({}))
    await upload(await connect(server), content)

    [got] = server.requests
    part, found = photo_of(got)
    assert found == content
    assert got.path == "/api/v4/annual/personalizations/10/upload"
    assert got.target.endswith(f"?token={ANNUAL}")
    assert got.header("Content-Length") == str(len(got.body))
    assert part.get_param("name", header="content-disposition") == "photo"
    assert part.get_filename() == "photo.jpg"
    assert part.get_content_type() == "image/jpeg"
    assert got.header("Authorization") is None
    assert TOKEN not in str(got.headers)


@pytest.mark.parametrize("as_text", [True, False])
async def test_a_file_is_named_as_it_is(
    serve: Serve, connect: Connect, tmp_path: Path, as_text: bool
) -> None:
    path = tmp_path / "portrait of me.png"
    path.write_bytes(PHOTO)
    server = await serve(answer({}))
    await upload(await connect(server), str(path) if as_text else path)

    part, found = photo_of(server.requests[0])
    assert found == PHOTO
    assert part.get_filename() == "portrait of me.png"


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ('a"b.png', "a_b.png"),
        ("a\\b.png", "a_b.png"),
        ("Bärbel.png", "B_rbel.png"),
        ('a"\r\nX-Evil: 1\r\n\r\nb.png', "a___X-Evil: 1____b.png"),
    ],
)
def test_a_name_cannot_break_out(name: str, sent: str) -> None:
    body = form("photo", name, PHOTO)
    [part] = parts(body.content_type, body.content)
    assert part.get_filename() == sent
    assert part.keys() == ["Content-Disposition", "Content-Type"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.png", "image/png"), ("a.JPEG", "image/jpeg"), ("portrait", "application/octet-stream")],
)
def test_the_type_of_a_file_is_that_of_its_name(name: str, kind: str) -> None:
    body = form("photo", name, PHOTO)
    [part] = parts(body.content_type, body.content)
    assert part.get_content_type() == kind


def test_every_form_has_a_boundary_of_its_own() -> None:
    first, second = form("photo", "a", b"x"), form("photo", "a", b"x")
    assert first.content_type != second.content_type
    for body in (first, second):
        boundary = body.content_type.partition("boundary=")[2]
        assert len(boundary) == 32
        assert body.content.startswith(f"--{boundary}\r\n".encode())


def test_a_body_does_not_show() -> None:
    assert "geheim" not in repr(FileBody(b"geheim", "image/png"))


@pytest.mark.parametrize("kind", ["missing", "empty", "directory", "large"])
async def test_what_cannot_be_uploaded_is_refused_before_anything_is_sent(
    serve: Serve, connect: Connect, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / kind
    if kind == "directory":
        path.mkdir()
    elif kind != "missing":
        path.write_bytes(b"x" * (1001 if kind == "large" else 0))
    server = await serve(answer({}))
    gomus = await connect(server, settings=quick(limits={"upload_bytes": 1000}))

    with pytest.raises(ConfigError, match=kind):
        await upload(gomus, path)
    assert server.connections == 0


@pytest.mark.parametrize("size", [0, 1001])
async def test_bytes_have_the_limits_of_files(serve: Serve, connect: Connect, size: int) -> None:
    server = await serve(answer({}))
    gomus = await connect(server, settings=quick(limits={"upload_bytes": 1000}))
    with pytest.raises(ConfigError):
        await upload(gomus, b"x" * size)
    assert server.connections == 0


async def test_a_file_without_end_is_not_read_to_it() -> None:
    with pytest.raises(ConfigError, match="larger"):
        await content_of(Path("/dev/zero"), 1000)


async def test_a_file_of_the_largest_size(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 1000)
    assert await content_of(path, 1000) == b"x" * 1000
    with pytest.raises(ConfigError, match="999"):
        await content_of(path, 999)


@pytest.mark.parametrize("given", [{}, {"file": b"x", "body": {}}])
async def test_a_file_or_a_body(serve: Serve, connect: Connect, given: dict[str, Any]) -> None:
    server = await serve(answer({}))
    annual = (await connect(server)).annual(ANNUAL)
    with pytest.raises(ConfigError, match="a file or a body"):
        await annual.upload_photo(10, **given)
    assert server.connections == 0


async def test_a_body_of_ones_own_is_json(serve: Serve, connect: Connect) -> None:
    server = await serve(answer({}))
    await (await connect(server)).annual(ANNUAL).upload_photo(10, body={"photo": "data:"})
    [got] = server.requests
    assert got.json == {"photo": "data:"}
    assert got.header("Content-Type") == "application/json"


@pytest.mark.parametrize("ending", [hang_up(), reset(commit=True), refusal(500)])
async def test_an_unclear_upload_is_not_sent_again(
    serve: Serve, connect: Connect, ending: Behaviour
) -> None:
    server = await serve(ending, answer({}))
    with pytest.raises(OutcomeUnknown) as caught:
        await upload(await connect(server), PHOTO)

    [got] = server.requests
    assert caught.value.fingerprint == hashlib.sha256(got.body).hexdigest()
    assert caught.value.endpoint == "POST /annual/personalizations/{id}/upload"


async def test_a_refused_upload_tells_why(serve: Serve, connect: Connect) -> None:
    server = await serve(refusal(422, ["photo is too dark"]))
    with pytest.raises(Unprocessable, match="too dark"):
        await upload(await connect(server), PHOTO)


async def test_what_was_throttled_is_sent_again_the_same(serve: Serve, connect: Connect) -> None:
    server = await serve(throttled(), answer({}))
    await upload(await connect(server), PHOTO)
    first, second = server.requests
    assert first.body == second.body
    assert first.header("Content-Type") == second.header("Content-Type")


@pytest.mark.skipif(os.name == "nt", reason="a file name of bytes")
async def test_a_name_that_is_no_text(serve: Serve, connect: Connect, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"b\xe4r.png")
    path.write_bytes(PHOTO)
    server = await serve(answer({}))
    await upload(await connect(server), path)
    part, found = photo_of(server.requests[0])
    assert (part.get_filename(), found) == ("b_r.png", PHOTO)

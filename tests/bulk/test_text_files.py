import gzip
import io
import tracemalloc
import zlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from gomus_async.bulk.sources import Record, Source, csv_source
from gomus_async.errors import SourceError

MIB = 1 << 20

Write = Callable[..., Path]
Read = Callable[[Source], Coroutine[Any, Any, list[Record]]]
ReadUntilError = Callable[[Source], Coroutine[Any, Any, tuple[list[Record], SourceError]]]
Values = Callable[[Record], dict[str, object]]
Names = Callable[[list[Record]], list[object]]


class TestBrokenFiles:
    async def test_another_encoding_is_named_with_its_line(
        self, write: Write, read_until_error: ReadUntilError, names: Names
    ) -> None:
        path = write("foreign_id,name\n1,Maier\n2,Müller\n".encode("latin-1"))
        source = csv_source(path)

        with pytest.raises(SourceError, match=r"line 3: not valid UTF-8.*latin-1.*cp1252"):
            source.check()
        records, error = await read_until_error(source)
        assert names(records) == ["Maier"]
        assert "line 3" in str(error)

    @pytest.mark.parametrize("tail", [b"9,M\xfcller\n1,x\n", b"9,M\xc3"])
    async def test_a_broken_byte_far_in_ends_the_reading_after_the_rows_before(
        self, write: Write, tail: bytes, read_until_error: ReadUntilError
    ) -> None:
        rows = b"".join(b"%d,\xc3\xa4\r\n" % i for i in range(20_000))
        source = csv_source(write(b"foreign_id,name\r\n" + rows + tail))
        source.check()

        records, error = await read_until_error(source)

        assert len(records) == 20_000
        assert "line 20002" in str(error)

    async def test_a_broken_byte_after_a_character_on_a_block_border(
        self, write: Write, read_until_error: ReadUntilError, names: Names
    ) -> None:
        name = "x" + "ä" * 60_000  # each at an odd offset, so that every border splits one
        path = write(f"foreign_id,name\n1,{name}\n2,b\n3,".encode() + b"\xfc\n")

        records, error = await read_until_error(csv_source(path))

        assert names(records) == [name, "b"]
        assert "line 4" in str(error)

    async def test_a_cut_utf16_file(
        self, write: Write, read_until_error: ReadUntilError, names: Names
    ) -> None:
        path = write("\ufeffforeign_id,name\n1,a\n2,b".encode("utf-16-le") + b"x")

        records, error = await read_until_error(csv_source(path))

        assert names(records) == ["a"]
        assert "line 3" in str(error)

    @pytest.mark.parametrize("encoding", ["utf-17", "base64"])
    async def test_an_unknown_encoding(self, write: Write, encoding: str) -> None:
        with pytest.raises(SourceError, match="is no text encoding"):
            csv_source(write("foreign_id\n1\n"), encoding=encoding).check()

    async def test_utf16_without_a_mark_and_without_an_encoding(self, write: Write) -> None:
        path = write("foreign_id,name\n".encode("utf-16-le"))

        with pytest.raises(SourceError, match="utf-16-le"):
            csv_source(path).check()

    async def test_utf16_was_promised_but_has_no_mark(self, write: Write) -> None:
        with pytest.raises(SourceError, match="line 1: not valid UTF-16"):
            csv_source(write("foreign_id,name\n"), encoding="utf-16").check()

    async def test_gzip_is_known_by_its_content(
        self, write: Write, read: Read, names: Names
    ) -> None:
        source = csv_source(write(gzip.compress("foreign_id,name\n1,ä\n".encode())))
        source.check()

        assert names(await read(source)) == ["ä"]

    @pytest.mark.parametrize("damage", [lambda b: b[:-4000], lambda b: b[:-8] + b"\0" * 8])
    async def test_a_damaged_gzip_ends_the_reading_after_the_good_rows(
        self,
        write: Write,
        damage: Callable[[bytes], bytes],
        read_until_error: ReadUntilError,
        values: Values,
    ) -> None:
        rng = iter(range(10**9))
        rows = [f"{i},{zlib.crc32(str(next(rng)).encode())}" for i in range(20_000)]
        content = gzip.compress("\n".join(["foreign_id,name", *rows]).encode())
        source = csv_source(write(damage(content)))
        source.check()

        records, error = await read_until_error(source)

        assert "the gzip file is" in str(error)
        assert len(records) > 15_000
        assert [f"{values(r)['foreign_id']},{values(r)['name']}" for r in records] == rows[
            : len(records)
        ]

    async def test_a_small_truncated_gzip_yields_its_rows_too(
        self, write: Write, read_until_error: ReadUntilError, names: Names
    ) -> None:
        content = gzip.compress(b"foreign_id,name\n1,a\n2,b\n3,c")[:-10]
        source = csv_source(write(content))
        source.check()

        records, error = await read_until_error(source)

        assert names(records) in (["a"], ["a", "b"])
        assert "cut off" in str(error)

    def test_a_gzip_without_content(self, write: Write) -> None:
        with pytest.raises(SourceError, match="cut off"):
            csv_source(write(b"\x1f\x8b\x08")).check()

    async def test_a_gzip_bomb_costs_no_memory(
        self, write: Write, read: Read, values: Values
    ) -> None:
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb") as file:
            file.write(b"foreign_id,name\n1,")
            for _ in range(100):
                file.write(b"x" * MIB)
            file.write(b"\n2,b\n")
        path = write(packed.getvalue())
        tracemalloc.start()
        try:
            bomb, good = await read(csv_source(path))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

        assert bomb.problem == "row is longer than 1 MiB"
        assert (good.line, values(good)["name"]) == (3, "b")
        assert peak < 12 * MIB

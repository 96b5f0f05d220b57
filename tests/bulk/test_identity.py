"""F06: a file that is not the one it was, between two runs and while it is read."""

import gzip
import os
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import Any

import attrs
import pytest

from gomus_async.bulk import ImportMapping, SourceIdentity, csv_source, identity, jsonl_source
from gomus_async.bulk.file_sources import FileSource
from gomus_async.bulk.identity import identity_of
from gomus_async.bulk.sources import Record, Source, as_source, rejects_source
from gomus_async.errors import SourceChanged, SourceError

CONTENT = "foreign_id,name\n" + "".join(f"K-{i},Name {i}\n" for i in range(40_000))
PERSONAL = "Geheimrat"

Write = Callable[..., Path]
Read = Callable[[Source], Coroutine[Any, Any, list[Record]]]
ReadUntilError = Callable[[Source], Coroutine[Any, Any, tuple[list[Record], SourceError]]]


def known(source: FileSource) -> SourceIdentity:
    found = source.identity()
    assert found is not None
    return found


def later(path: Path) -> None:
    """Set the time of the last write apart from the one before."""
    facts = path.stat()
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns + 1_000_000))


class TestBetweenRuns:
    def test_f06_the_same_file_is_the_same(self, write: Write, tmp_path: Path) -> None:
        path = write(CONTENT)
        before = known(csv_source(path))
        moved = path.rename(tmp_path / "moved.csv")
        later(moved)

        after = known(csv_source(moved))

        after.require_unchanged(before)
        assert after == before
        assert after.fingerprint == before.fingerprint
        assert len(before.fingerprint) == 64
        assert after.path == str(moved.resolve())
        assert SourceIdentity(**attrs.asdict(before)) == before

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (CONTENT + "K,x\n", r"had \d+ bytes and has \d+"),
            (CONTENT[:-1], r"had \d+ bytes and has \d+"),
            ("", r"had \d+ bytes and has 0"),
            (CONTENT.replace("Name 20000", "Name 2000x"), "same size and another content"),
        ],
        ids=["grown", "cut", "emptied", "edited"],
    )
    def test_f06_a_changed_file_is_another(self, write: Write, content: str, message: str) -> None:
        before = known(csv_source(write(CONTENT)))
        after = known(csv_source(write(content)))

        with pytest.raises(SourceChanged, match=f"{message}.*bring the old file back"):
            after.require_unchanged(before)
        assert after.fingerprint != before.fingerprint

    @pytest.mark.parametrize(
        "changed",
        [
            {"columns": {"x": "name"}},
            {"delimiter": ";"},
            {"encoding": "latin-1"},
            {"empty": "clear"},
            {"mapping": ImportMapping(constants={"language_id": 1})},
            {"mapping": ImportMapping(salutations={"m": "Herr"})},
        ],
        ids=str,
    )
    def test_f06_a_file_read_in_another_way_is_another(
        self, write: Write, changed: dict[str, Any]
    ) -> None:
        path = write(CONTENT)
        before, after = known(csv_source(path)), known(csv_source(path, **changed))

        with pytest.raises(SourceChanged, match="the file is the same, but its columns"):
            after.require_unchanged(before)
        assert after.fingerprint != before.fingerprint

    def test_how_the_reading_was_asked_for_does_not_count(self, write: Write) -> None:
        path = write(CONTENT)
        arguments = csv_source(path, columns={"a": "name", "b": "email"}, delimiter=";")
        mapping = ImportMapping(columns={"b": "email", "a": "name"}, delimiter=";")

        assert known(csv_source(path, mapping=mapping)) == known(arguments)

    def test_kinds_differ(self, write: Write) -> None:
        path = write("{}\n")
        kinds = [jsonl_source(path), rejects_source(path), csv_source(path)]

        assert [known(source).kind for source in kinds] == ["jsonl", "rejects", "csv"]
        assert len({known(source).fingerprint for source in kinds}) == 3

    def test_a_packed_file_counts_as_it_lies_there(self, write: Write) -> None:
        packed = gzip.compress(CONTENT.encode(), mtime=0)

        assert known(csv_source(write(packed))).size == len(packed)

    def test_shows_nothing_of_the_content(self, write: Write) -> None:
        assert PERSONAL not in repr(known(csv_source(write(f"foreign_id\n{PERSONAL}\n"))))


class TestLargeFiles:
    @pytest.fixture(autouse=True)
    def small_is_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(identity, "WHOLE", 200_000)

    def test_f06_head_and_tail_tell(self, write: Write) -> None:
        path = write(CONTENT)
        before = known(csv_source(path))
        assert before.content.startswith("sample")
        assert known(csv_source(path)) == before
        for old, new in (("Name 5\n", "Name x\n"), ("Name 39999\n", "Name 3999x\n")):
            facts = path.stat()
            path.write_text(CONTENT.replace(old, new))
            os.utime(path, ns=(facts.st_atime_ns, before.mtime_ns))
            assert known(csv_source(path)) != before

    def test_f06_the_time_of_the_last_write_tells(self, write: Write) -> None:
        path = write(CONTENT)
        before = known(csv_source(path))
        later(path)

        assert known(csv_source(path)) != before

    def test_f06_strict_compares_every_byte_and_no_time(self, write: Write) -> None:
        path = write(CONTENT)
        before = known(csv_source(path, strict=True))
        later(path)
        assert known(csv_source(path, strict=True)) == before

        path.write_text(CONTENT.replace("Name 20000", "Name 2000x"))
        os.utime(path, ns=(0, before.mtime_ns))
        assert known(csv_source(path, strict=True)) != before

    def test_f06_strict_in_one_run_only_is_named(self, write: Write) -> None:
        path = write(CONTENT)

        with pytest.raises(SourceChanged, match="pass the same strict="):
            known(csv_source(path)).require_unchanged(known(csv_source(path, strict=True)))


class TestNoIdentity:
    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    def test_f09_a_pipe_has_none(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")

        assert csv_source(tmp_path / "pipe").identity() is None
        assert jsonl_source(tmp_path / "pipe").identity() is None

    def test_rows_have_none(self) -> None:
        assert identity_of(as_source([])) is None

    def test_a_file_has_one(self, write: Write) -> None:
        source = csv_source(write(CONTENT))

        assert identity_of(source) == source.identity() is not None

    def test_what_cannot_be_read_is_a_source_error(self, tmp_path: Path) -> None:
        for path in (tmp_path, tmp_path / "nowhere", "a\0b"):
            with pytest.raises(SourceError) as caught:
                csv_source(path).identity()
            assert not isinstance(caught.value, SourceChanged)


class TestWhileReading:
    @pytest.fixture
    def path(self, write: Write) -> Path:
        return write(CONTENT)

    async def until(self, path: Path, change: Callable[[], object]) -> list[Record]:
        """Read a file that is changed after the check and the first 1,500 rows."""
        source = csv_source(path)
        source.check()
        records = []
        async with aclosing(source.records()) as reading:
            async for record in reading:
                records.append(record)
                if record.position == 1500:
                    change()
        return records

    async def test_f06_a_file_that_grows(self, path: Path) -> None:
        def grow() -> None:
            with path.open("a") as file:
                file.write("K-new,x\n")

        with pytest.raises(SourceChanged, match="was changed or replaced while it was being"):
            await self.until(path, grow)

    async def test_f06_a_file_that_is_written_anew(self, path: Path) -> None:
        def rewrite() -> None:
            path.write_text(CONTENT.replace("Name", "name"))
            later(path)

        with pytest.raises(SourceChanged):
            await self.until(path, rewrite)

    async def test_f06_a_file_that_is_replaced(self, path: Path, tmp_path: Path) -> None:
        other = tmp_path / "other"
        other.write_text(CONTENT)

        with pytest.raises(SourceChanged):
            await self.until(path, lambda: other.replace(path))

    async def test_a_file_that_is_removed_is_read_to_its_end(self, path: Path) -> None:
        assert len(await self.until(path, path.unlink)) == 40_000

    async def test_f06_a_file_that_changes_between_check_and_reading(
        self, path: Path, write: Write, read_until_error: ReadUntilError
    ) -> None:
        source = csv_source(path)
        source.check()
        write(CONTENT + "K-new,x\n")

        records, error = await read_until_error(source)

        assert (records, type(error)) == ([], SourceChanged)

    async def test_f06_what_breaks_because_it_changed_says_so(
        self, write: Write, read_until_error: ReadUntilError
    ) -> None:
        packed = gzip.compress(os.urandom(300_000).hex().encode(), mtime=0)
        path = write(b"")
        path.write_bytes(gzip.compress(b"foreign_id\n" + b"1\n" * 10) + packed)
        source = csv_source(path)
        source.check()
        path.write_bytes(path.read_bytes()[:-1000])

        _, error = await read_until_error(source)

        assert isinstance(error, SourceChanged)

    async def test_the_next_import_may_read_another_file(
        self, path: Path, write: Write, read: Read
    ) -> None:
        source = csv_source(path)
        source.check()
        await read(source)
        write("foreign_id\n1\n2\n")

        assert len(await read(source)) == 2
        source.check()
        write("foreign_id\n1\n2\n3\n")
        source.check()
        assert len(await read(source)) == 3

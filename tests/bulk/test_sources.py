import asyncio
import gc
import gzip
import inspect
import os
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import IO, Any

import pytest

from gomus_async.bulk.chunks import in_thread
from gomus_async.bulk.sources import Record, Source, as_source, csv_source, jsonl_source
from gomus_async.errors import SourceError
from gomus_async.models.customers import NewCustomer

PERSONAL = "Geheimrat"

Write = Callable[..., Path]
Read = Callable[[Source], Coroutine[Any, Any, list[Record]]]
ReadUntilError = Callable[[Source], Coroutine[Any, Any, tuple[list[Record], SourceError]]]
Names = Callable[[list[Record]], list[object]]


class TestCheck:
    @pytest.mark.parametrize(
        ("content", "columns", "message"),
        [
            ("", {}, "is empty; its first line must name the columns"),
            ("\n \n", {}, "is empty"),
            (
                "Nr,Ort\n",
                {"Nr": "foreign_id", "Nachname": "name"},
                r"no column 'Nachname'; it has 'Nr', 'Ort'",
            ),
            ("Nr,Ort\n", {}, r'pass columns=\{"<column>": "foreign_id"\}.*\'Nr\', \'Ort\''),
            ("Nr\n", {"Nr": "foreing_id"}, "'foreing_id', which is no field.*did you mean foreign"),
            ("Nr\n", {"Nr": "xyz"}, "no field of a customer; the fields are .*foreign_id"),
            ("foreign_id,A,A\n", {}, "has 'A' more than once"),
            ("foreign_id,Name,name\n", {}, "'Name' and 'name' both go to name"),
            ("a,b\n", {"a": "foreign_id", "b": "foreign_id"}, "'a' and 'b' both go to foreign_id"),
            ("foreign_id,name,B\n", {"B": "name"}, "'name' and 'B' both go to name"),
            ('"foreign_id,name\n1,2\n', {}, "quotes in the header do not match"),
        ],
    )
    async def test_names_what_is_wrong_with_the_header(
        self,
        write: Write,
        content: str,
        columns: dict[str, str],
        message: str,
        read_until_error: ReadUntilError,
    ) -> None:
        source = csv_source(write(content), columns=columns)

        with pytest.raises(SourceError, match=message) as caught:
            source.check()

        assert "\n" not in str(caught.value)
        assert source.name in str(caught.value)
        assert str((await read_until_error(source))[1]) == str(caught.value)

    def test_quotes_that_do_not_match_in_the_header(self, write: Write) -> None:
        with pytest.raises(SourceError, match="quotes in the header do not match"):
            csv_source(write('foreign_id,"name"x\n'), delimiter=",").check()

    def test_a_hundred_names_are_not_all_listed(self, write: Write) -> None:
        path = write(",".join(f"c{i}" for i in range(100)))

        with pytest.raises(SourceError, match=r"'c19' and 80 more$"):
            csv_source(path).check()

    def test_unnamed_columns_are_ignored(self, write: Write) -> None:
        csv_source(write("foreign_id,,\n")).check()

    @pytest.mark.parametrize("make", [csv_source, jsonl_source])
    def test_a_missing_file(self, tmp_path: Path, make: Callable[[Path], Source]) -> None:
        with pytest.raises(SourceError, match=r"nowhere\.csv does not exist"):
            make(tmp_path / "nowhere.csv").check()

    @pytest.mark.parametrize("make", [csv_source, jsonl_source])
    def test_a_directory(self, tmp_path: Path, make: Callable[[Path], Source]) -> None:
        with pytest.raises(SourceError, match="is a directory"):
            make(tmp_path).check()

    def test_an_impossible_path(self) -> None:
        with pytest.raises(SourceError, match="is not a path"):
            csv_source("a\0b").check()

    def test_an_unreadable_file(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write("foreign_id\n")

        def refuse(*_args: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(SourceError, match="may not be read; check its permissions"):
            csv_source(path).check()

    @pytest.mark.parametrize("delimiter", ["", ";;", '"', "\n"])
    def test_an_impossible_delimiter(self, write: Write, delimiter: str) -> None:
        with pytest.raises(SourceError, match="cannot be the delimiter"):
            csv_source(write("foreign_id\n"), delimiter=delimiter).check()

    def test_an_unknown_meaning_of_empty_cells(self, write: Write) -> None:
        with pytest.raises(SourceError, match='pass "unset" or "clear"'):
            csv_source(write("foreign_id\n"), empty="keep").check()  # type: ignore[arg-type]

    def test_columns_of_json_lines(self, write: Write) -> None:
        with pytest.raises(SourceError, match="'nam', which is no field"):
            jsonl_source(write("{}\n"), columns={"a": "nam"}).check()
        with pytest.raises(SourceError, match="both go to name"):
            jsonl_source(write("{}\n"), columns={"a": "name", "b": "name"}).check()

    def test_json_lines_in_another_encoding(self, write: Write) -> None:
        with pytest.raises(SourceError, match="line 2: not valid UTF-8; save the file as UTF-8"):
            jsonl_source(write(b'{"foreign_id": 1}\n{"name": "M\xfc"}\n')).check()

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
    async def test_a_pipe_is_left_for_the_reading(
        self, tmp_path: Path, read: Read, names: Names
    ) -> None:
        path = tmp_path / "pipe"
        os.mkfifo(path)
        source = csv_source(path)
        source.check()

        writer = threading.Thread(target=path.write_bytes, args=(b"foreign_id,name\n1,a\n",))
        writer.start()
        try:
            assert names(await read(source)) == ["a"]
        finally:
            writer.join()


class TestReading:
    async def test_reads_at_most_a_chunk_ahead_and_closes_the_file(
        self, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write("foreign_id\n" + "".join(f"{i}\n" for i in range(500_000)))
        opened: list[IO[Any]] = []
        real = Path.open

        def remember(self: Path, *args: Any) -> IO[Any]:
            opened.append(real(self, *args))
            return opened[-1]

        monkeypatch.setattr(Path, "open", remember)
        async with aclosing(csv_source(path).records()) as records:
            async for record in records:
                if record.position == 1500:
                    break
            (file,) = opened
            assert not file.closed
            assert file.tell() < 200_000

        assert file.closed

    async def test_closes_what_it_reads_from_without_the_garbage_collector(self) -> None:
        def endless() -> Generator[list[Record], None, None]:
            position = 0
            while True:
                position += 1
                yield [Record(position, None, {})]

        held = endless()
        async with aclosing(in_thread(held)) as records:
            await anext(records)

        assert inspect.getgeneratorstate(held) == inspect.GEN_CLOSED

    async def test_a_reader_cancelled_in_the_middle_is_closed_by_its_thread(self) -> None:
        entered, go_on = threading.Event(), threading.Event()

        def slow() -> Generator[list[Record], None, None]:
            entered.set()
            go_on.wait(10)
            while True:
                yield [Record(1, None, {})]

        held = slow()
        records = in_thread(held)
        task = asyncio.ensure_future(anext(records))
        await asyncio.to_thread(entered.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert inspect.getgeneratorstate(held) == inspect.GEN_RUNNING
        go_on.set()
        await asyncio.get_running_loop().shutdown_default_executor()

        assert inspect.getgeneratorstate(held) == inspect.GEN_CLOSED

    @pytest.mark.parametrize("content", ["foreign_id\n1\n", "foreign_id\n1\n2\n3\n", "", "x\n"])
    async def test_leaves_nothing_open(
        self, write: Write, content: str, recwarn: pytest.WarningsRecorder
    ) -> None:
        source = csv_source(write(content))
        for _ in range(2):
            try:
                source.check()
                async with aclosing(source.records()) as records:
                    async for _record in records:
                        break
            except SourceError:
                pass
        del source
        gc.collect()

        assert [w for w in recwarn if issubclass(w.category, ResourceWarning)] == []

    async def test_many_files_at_once(self, tmp_path: Path, read: Read) -> None:
        sources = []
        for number in range(5):
            path = tmp_path / f"{number}.csv"
            rows = "".join(f'{i},"{"x" * 140_000}"\n' for i in range(10))
            path.write_text(f"foreign_id,notes\n{rows}")
            sources.append(csv_source(path))

        read_all = await asyncio.gather(*map(read, sources))

        assert [[r.problem for r in records] for records in read_all] == [[None] * 10] * 5

    async def test_nothing_personal_in_messages_and_reprs(
        self, write: Write, read: Read, read_until_error: ReadUntilError
    ) -> None:
        path = write(
            f'foreign_id,name\n1,{PERSONAL}\n2,"{PERSONAL}"x\n3,{PERSONAL},{PERSONAL}\n'.encode()
            + f"4,{PERSONAL}\xfc\n".encode("latin-1")
        )
        records, error = await read_until_error(csv_source(path))
        lines = write(f'{{"name": "{PERSONAL}"}}\n{{"name": "{PERSONAL}\n["{PERSONAL}"]\n')
        records += await read(jsonl_source(lines))

        assert len(records) == 6
        assert PERSONAL not in repr(records) + str(error) + repr(error)
        assert error.__context__ is None


class TestRows:
    async def test_reads_mappings_and_customers(self, read: Read) -> None:
        customer = NewCustomer(foreign_id="SF-2")
        source = as_source([{"foreign_id": "SF-1"}, customer])
        source.check()

        assert await read(source) == [
            Record(1, None, {"foreign_id": "SF-1"}),
            Record(2, None, customer),
        ]

    async def test_reads_asynchronous_rows_and_closes_them(self) -> None:
        taken = []

        async def rows() -> AsyncGenerator[dict[str, object], None]:
            try:
                for number in range(10):
                    taken.append(number)
                    yield {"foreign_id": number}
            finally:
                taken.append(-1)

        async with aclosing(as_source(rows()).records()) as records:
            async for record in records:
                if record.position == 2:
                    break

        assert taken == [0, 1, -1]

    async def test_reads_an_iterable_lazily_and_closes_it(self) -> None:
        taken = []

        def rows() -> Iterator[dict[str, object]]:
            try:
                for number in range(10):
                    taken.append(number)
                    yield {"foreign_id": number}
            finally:
                taken.append(-1)

        held = rows()  # else the garbage collector would close it, too
        async with aclosing(as_source(held).records()) as records:
            async for record in records:
                if record.position == 2:
                    break

        assert taken == [0, 1, -1]

    async def test_a_long_list_lets_others_run(self, read: Read) -> None:
        turns = 0

        async def other() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        records = await read(as_source([{"foreign_id": "x"}] * 10_000))
        task.cancel()

        assert len(records) == 10_000
        assert turns >= 9

    async def test_other_things_among_the_rows_are_reported(self, read: Read) -> None:
        (record,) = await read(as_source([[PERSONAL]]))  # type: ignore[list-item]

        assert record.problem == "row is list, not NewCustomer or a mapping"
        assert record.data == {}

    async def test_an_error_of_the_rows_is_passed_on(self, read: Read) -> None:
        def rows() -> Iterator[dict[str, object]]:
            yield {"foreign_id": "1"}
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await read(as_source(rows()))

    def test_a_source_stays_itself(self) -> None:
        source = csv_source("crm.csv")

        assert as_source(source) is source
        assert isinstance(as_source([]), Source)
        assert source.name == "crm.csv"

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ("crm.csv", "a path is not a source; wrap it"),
            (Path("crm.csv"), "a path is not a source"),
            ({"foreign_id": "1"}, "a single row is not a source"),
            (NewCustomer(foreign_id="1"), "a single row is not a source"),
            (7, "int is not a source"),
        ],
    )
    def test_what_is_no_source(self, rows: Any, message: str) -> None:
        with pytest.raises(SourceError, match=message):
            as_source(rows)

    def test_shows_no_rows(self) -> None:
        assert PERSONAL not in repr(as_source([{"name": PERSONAL}]))


@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
async def test_how_much_of_a_file_has_been_read(tmp_path: Path, ending: str):
    text = "foreign_id,name\n" + "".join(f"K-{i},{i * 7919}\n" for i in range(60_000))
    path = tmp_path / f"crm.{ending}"
    path.write_bytes(gzip.compress(text.encode()) if ending.endswith("gz") else text.encode())
    source = csv_source(path)
    source.check()
    shares: list[float] = []
    async for chunk in source.chunks():
        assert chunk
        shares.append(source.share_read() or 0.0)
    assert shares == sorted(shares)
    assert 0.0 < shares[0] < 0.9
    assert shares[-1] == 1.0

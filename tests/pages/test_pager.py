"""Lists of any length: which pages are asked for, which rows come of them, and when it ends."""

import asyncio
import gc
import logging
from contextlib import aclosing
from typing import Any

import attrs
import pytest

from gomus_async import Barcode, ConfigError, Gomus, GomusError, PaginationError
from gomus_async.models.common import Page
from gomus_async.pages import Pager
from tests.pages.source import Entry, Source, entries, numbers, paged


async def forever(_: int) -> None:
    await asyncio.Event().wait()


async def only_first(number: int) -> None:
    """The first page comes at once, the others never."""
    if number > 1:
        await forever(number)


def others() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks() - {asyncio.current_task()}


async def settled() -> None:
    """Let what was cancelled come to its end."""
    for _ in range(10):
        await asyncio.sleep(0)
    assert others() == set()


@pytest.mark.parametrize("prefetch", [0, 1, 3, 100])
@pytest.mark.parametrize("count", [0, 1, 24, 25, 26, 50, 51])
async def test_every_row_comes_once_and_in_order(count: int, prefetch: int) -> None:
    source = Source(*paged(count, 25))

    rows = await Pager(source, prefetch=prefetch).all()

    assert numbers(rows) == list(range(count))
    assert source.asked == list(range(1, len(source.pages) + 1))


@pytest.mark.parametrize("prefetch", [0, 1, 4])
@pytest.mark.parametrize("served", [1, 3, 25, 100])
async def test_the_size_of_a_page_is_what_the_server_says(served: int, prefetch: int) -> None:
    source = Source(*paged(30, served))

    assert numbers(await Pager(source, prefetch=prefetch).all()) == list(range(30))
    assert source.asked == list(range(1, -(-30 // served) + 1))


@pytest.mark.parametrize("prefetch", [0, 1, 2])
async def test_without_any_meta_an_empty_page_is_the_end(prefetch: int) -> None:
    source = Source(Page(items=entries(1, 2)), Page(items=entries(3, 4)), Page(items=entries(5)))

    assert numbers(await Pager(source, prefetch=prefetch).all()) == [1, 2, 3, 4, 5]
    assert max(source.asked) <= 4 + prefetch


@pytest.mark.parametrize("bare", [0, 1, 2, 3])
@pytest.mark.parametrize("prefetch", [0, 1, 3])
async def test_one_page_without_meta_changes_nothing(bare: int, prefetch: int) -> None:
    pages = paged(8, 2)
    pages[bare] = Page(items=pages[bare].items)
    pager = Pager(Source(*pages), prefetch=prefetch)

    assert numbers(await pager.all()) == list(range(8))
    assert pager.total == 8


@pytest.mark.parametrize("size", [0, -1, None])
async def test_a_size_that_means_nothing_is_ignored(size: int | None) -> None:
    source = Source(*paged(5, 2, per_page=size))

    assert numbers(await Pager(source).all()) == list(range(5))
    assert max(source.asked) <= 4


async def test_an_empty_list_is_asked_for_once() -> None:
    source = Source(Page(total_count=0, page=1, per_page=0))

    assert await Pager(source).all() == []
    assert source.asked == [1]


async def test_an_empty_page_in_the_middle_does_not_end_the_walk() -> None:
    source = Source(*[page if page.page != 3 else Page() for page in paged(10, 2)])
    pager = Pager(source, prefetch=1)

    assert numbers(await pager.all()) == [0, 1, 2, 3, 6, 7, 8, 9]


async def test_an_empty_page_ends_a_list_of_unknown_length() -> None:
    source = Source(Page(items=entries(1, 2)), Page(), Page(items=entries(3)))
    pager = Pager(source, prefetch=0)

    assert numbers(await pager.all()) == [1, 2]
    assert source.asked == [1, 2]


@pytest.mark.parametrize("prefetch", [0, 1, 3])
async def test_a_total_that_grows_is_followed(prefetch: int) -> None:
    pages = [
        Page(items=entries(1, 2), total_count=4, page=1, per_page=2),
        Page(items=entries(3, 4), total_count=6, page=2, per_page=2),
        Page(items=entries(5, 6), total_count=7, page=3, per_page=2),
        Page(items=entries(7), total_count=7, page=4, per_page=2),
    ]
    pager = Pager(Source(*pages), prefetch=prefetch)

    assert numbers(await pager.all()) == list(range(1, 8))
    assert pager.total == 7


@pytest.mark.parametrize("prefetch", [0, 1, 5])
async def test_a_total_that_shrinks_is_followed(prefetch: int) -> None:
    pages = [
        Page(items=entries(1, 2), total_count=9, page=1, per_page=2),
        Page(items=entries(3), total_count=3, page=2, per_page=2),
    ]
    source = Source(*pages)
    pager = Pager(source, prefetch=prefetch)

    assert numbers(await pager.all()) == [1, 2, 3]
    assert pager.total == 3
    await settled()


@pytest.mark.parametrize("prefetch", [0, 1])
async def test_a_row_that_moved_to_the_next_page_is_listed_once(prefetch: int) -> None:
    pages = [
        Page(items=entries(1, 2, 3), total_count=5, page=1, per_page=3),
        Page(items=entries(3, 4, 5), total_count=6, page=2, per_page=3),
    ]
    found = [page async for page in Pager(Source(*pages), prefetch=prefetch).pages()]

    assert [numbers(page) for page in found] == [[1, 2, 3], [4, 5]]
    assert [page.page for page in found] == [1, 2]


@pytest.mark.parametrize("prefetch", [0, 1, 4])
async def test_a_list_that_repeats_its_first_page_is_an_error(prefetch: int) -> None:
    seen: list[int] = []
    source = Source(*[Page(items=entries(1, 2), total_count=100, per_page=2)] * 50)

    with pytest.raises(PaginationError, match="page 2"):
        seen.extend([row.id async for row in Pager(source, prefetch=prefetch)])

    assert max(source.asked) <= 2 + prefetch
    await settled()


@pytest.mark.parametrize("said", [1, 3, 0, 7])
async def test_a_wrong_page_number_is_an_error(said: int) -> None:
    pages = paged(6, 2)
    source = Source(pages[0], attrs.evolve(pages[1], page=said), pages[2])

    with pytest.raises(PaginationError, match="page 2"):
        await Pager(source, prefetch=0).all()
    assert source.asked == [1, 2]


async def test_rows_without_an_id_are_told_apart_by_what_they_are() -> None:
    pages = [Page(items=("a", "b"), total_count=4, per_page=2), Page(items=("b", "c"))]

    async def fetch(number: int) -> Page[str]:
        return pages[number - 1] if number <= 2 else Page()

    assert await Pager(fetch).all() == ["a", "b", "c"]


async def test_rows_without_an_id_that_look_alike_are_not_the_same() -> None:
    # What says who somebody is does not show in `repr`.
    pages = [Page(items=(Barcode(barcode=text),), total_count=2, per_page=1) for text in "ab"]

    async def fetch(number: int) -> Page[Barcode]:
        return pages[number - 1]

    assert [row.barcode for row in await Pager(fetch).all()] == ["a", "b"]


@pytest.mark.parametrize("prefetch", [0, 1, 2, 5])
async def test_left_early_few_pages_were_asked_for_in_vain(prefetch: int) -> None:
    source = Source(*paged(200, 2), hold=lambda _: asyncio.sleep(0))

    async with aclosing(Pager(source, prefetch=prefetch).pages()) as pages:
        async for page in pages:
            if page.page == 3:
                break

    assert source.asked == sorted(source.asked)
    assert max(source.asked) <= 3 + prefetch
    await settled()


async def test_pages_ahead_are_fetched_while_one_is_read() -> None:
    source = Source(*paged(20, 2))

    async with aclosing(Pager(source, prefetch=3).pages()) as pages:
        await anext(pages)
        await asyncio.sleep(0)
        assert source.asked == [1, 2, 3, 4]
        await anext(pages)
        await asyncio.sleep(0)
        assert source.asked == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("prefetch", [1, 4])
async def test_break_cancels_what_is_being_fetched(prefetch: int) -> None:
    source = Source(*paged(20, 2), hold=only_first)

    async for row in Pager(source, prefetch=prefetch):
        await asyncio.sleep(0)
        assert row.id == 0
        break

    gc.collect()
    await settled()
    assert source.cancelled == list(range(2, 2 + prefetch))


async def test_an_exception_of_the_reader_cancels_what_is_being_fetched() -> None:
    source = Source(*paged(20, 2), hold=only_first)

    async def read() -> None:
        async with aclosing(Pager(source, prefetch=3).pages()) as pages:
            async for _ in pages:
                await asyncio.sleep(0)
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await read()

    await settled()
    assert source.cancelled == [2, 3, 4]


async def test_cancelled_while_it_waits_everything_ends() -> None:
    source = Source(*paged(20, 2), hold=only_first)
    walk = asyncio.ensure_future(Pager(source, prefetch=3).all())
    for _ in range(10):
        await asyncio.sleep(0)
    assert source.asked == [1, 2, 3, 4]

    walk.cancel()
    with pytest.raises(asyncio.CancelledError):
        await walk

    assert others() == set()
    assert sorted(source.cancelled) == [2, 3, 4]


async def test_a_timeout_around_a_walk_ends_everything() -> None:
    source = Source(*paged(20, 2), hold=only_first)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await Pager(source, prefetch=2).all()

    assert others() == set()


@pytest.mark.parametrize("prefetch", [0, 1, 2, 5])
async def test_the_error_of_a_page_comes_once_and_after_the_rows_before_it(
    caplog: pytest.LogCaptureFixture, prefetch: int
) -> None:
    caplog.set_level(logging.DEBUG)
    failed = GomusError("page 3 failed")
    pages = paged(20, 2)
    source = Source(pages[0], pages[1], failed, failed, failed, failed)
    rows: list[int] = []

    async def read() -> None:
        async for row in Pager(source, prefetch=prefetch):
            rows.append(row.id)
            await asyncio.sleep(0)

    with pytest.raises(GomusError) as caught:
        await read()

    assert caught.value is failed
    assert rows == [0, 1, 2, 3]
    gc.collect()
    await settled()
    assert [record for record in caplog.records if record.name == "asyncio"] == []


async def test_an_error_of_the_first_page_is_raised() -> None:
    failed = GomusError("no")
    pager = Pager(Source(failed))

    for walk in (pager.all, pager.first):
        with pytest.raises(GomusError) as caught:
            await walk()
        assert caught.value is failed
    assert pager.total is None


async def test_a_pager_can_be_walked_again() -> None:
    source = Source(*paged(5, 2))
    pager = Pager(source)

    assert await pager.all() == await pager.all()
    assert source.asked == [1, 2, 3, 1, 2, 3]


async def test_two_walks_at_once_do_not_mix() -> None:
    pager = Pager(Source(*paged(40, 2), hold=lambda _: asyncio.sleep(0)), prefetch=2)

    walks = await asyncio.gather(*(pager.all() for _ in range(5)))

    assert [numbers(rows) for rows in walks] == [list(range(40))] * 5


async def test_the_total_is_known_after_the_first_page() -> None:
    pager = Pager(Source(*paged(5, 2)))
    before = pager.total

    row = await pager.first()

    assert (before, pager.total) == (None, 5)
    assert row == Entry(0)
    assert repr(pager) == "Pager(total=5)"


async def test_first_fetches_one_page() -> None:
    source = Source(*paged(200, 2))
    assert await Pager(source, prefetch=8).first() == Entry(0)
    await settled()
    assert source.asked == [1]


async def test_the_first_of_none_is_none() -> None:
    assert await Pager(Source(*paged(0, 25))).first() is None


@pytest.mark.parametrize(
    ("limit", "rows", "pages"),
    [(-1, 0, 0), (0, 0, 0), (1, 1, 1), (2, 2, 1), (3, 3, 2), (9, 9, 5), (50, 9, 5), (None, 9, 5)],
)
async def test_all_takes_a_limit(limit: int | None, rows: int, pages: int) -> None:
    source = Source(*paged(9, 2))

    assert numbers(await Pager(source, prefetch=0).all(limit=limit)) == list(range(rows))
    assert source.asked == list(range(1, pages + 1))


async def test_all_with_a_limit_lets_go_of_what_it_does_not_need() -> None:
    source = Source(*paged(20, 2), hold=only_first)
    assert numbers(await Pager(source, prefetch=4).all(limit=2)) == [0, 1]
    assert others() == set()


async def test_pages_are_sequences() -> None:
    [first, second] = [page async for page in Pager(Source(*paged(3, 2))).pages()]

    assert isinstance(first, Page)
    assert (len(first), len(second)) == (2, 1)
    assert (first[0], first[-1], first[0:2]) == (Entry(0), Entry(1), entries(0, 1))
    assert list(reversed(first)) == [Entry(1), Entry(0)]
    assert Entry(1) in first
    assert first.index(Entry(1)) == 1
    assert (first.total_count, first.page, first.per_page) == (3, 1, 2)
    assert not Page()
    with pytest.raises(IndexError):
        second[1]


@pytest.mark.parametrize("prefetch", [-1, -100])
def test_a_prefetch_below_zero_is_refused(prefetch: int) -> None:
    with pytest.raises(ConfigError, match="prefetch"):
        Pager(Source(), prefetch=prefetch)
    for resource in (Gomus("demo.gomus.de").orders, Gomus("demo.gomus.de").tickets):
        with pytest.raises(ConfigError, match="prefetch"):
            resource.list(prefetch=prefetch)

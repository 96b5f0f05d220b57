"""The session of a signed-in customer: its headers, and what proves it."""

import pytest

from gomus_async import ConfigError, CustomerSession, Gomus, UnexpectedResponse
from tests.resources import printed
from tests.resources.printed import ACCOUNT_JSON, SESSION
from tests.resources.recorder import Canned, Recorder

ROTATED = {"access-token": "new", "client": "c2", "uid": "u2", "token-type": "Bearer"}


def answer(headers: dict[str, str]) -> Canned:
    return Canned(200, {"data": dict(ACCOUNT_JSON)}, headers)


async def signed_in(server: Recorder, gomus: Gomus) -> CustomerSession:
    server.answer = answer(dict(SESSION))
    session = await gomus.accounts.sign_in("a@example.com", "pw-of-the-customer")
    server.requests.clear()
    return session


async def test_the_four_headers_are_returned(server: Recorder, gomus: Gomus) -> None:
    session = await signed_in(server, gomus)

    assert dict(session.headers) == dict(SESSION)
    assert "meowmeow" not in repr(session)
    assert "meowmeow" not in repr(session.headers)


async def test_sign_in_never_carries_the_token(server: Recorder, gomus: Gomus) -> None:
    server.answer = answer(dict(SESSION))

    await gomus.accounts.sign_in("a@example.com", "pw")

    assert b"SECRET-TOKEN" not in server.only.head


async def test_a_whole_new_set_of_headers_is_taken(server: Recorder, gomus: Gomus) -> None:
    session = await signed_in(server, gomus)
    server.answer = answer(ROTATED)

    await session.update(newsletter_groups=[1])
    await session.update(newsletter_groups=[1])

    sent = [dict(request.headers)["access-token"] for request in server.requests]
    assert sent == ["meowmeow", "new"]
    assert dict(session.headers) == ROTATED


@pytest.mark.parametrize("missing", ROTATED)
async def test_part_of_a_set_is_not_taken(server: Recorder, gomus: Gomus, missing: str) -> None:
    session = await signed_in(server, gomus)
    server.answer = answer({name: text for name, text in ROTATED.items() if name != missing})

    await session.update(newsletter_groups=[1])

    assert dict(session.headers) == dict(SESSION)


@pytest.mark.parametrize("missing", SESSION)
async def test_a_sign_in_without_them_fails(server: Recorder, gomus: Gomus, missing: str) -> None:
    server.answer = answer({name: text for name, text in SESSION.items() if name != missing})

    with pytest.raises(UnexpectedResponse, match="headers of a session"):
        await gomus.accounts.sign_in("a@example.com", "pw")


async def test_the_session_ends_with_its_block(server: Recorder, gomus: Gomus) -> None:
    async with await signed_in(server, gomus) as session:
        pass

    assert dict(session.headers) == {}
    with pytest.raises(ConfigError, match="over"):
        await session.update(newsletter_groups=[])
    assert server.requests == []


@pytest.mark.parametrize("groups", [["1"], [True], [1.0], [None]])
async def test_groups_are_ids(server: Recorder, gomus: Gomus, groups: list[int]) -> None:
    session = printed.session(gomus)

    with pytest.raises(ConfigError, match="newsletter_groups"):
        await session.update(newsletter_groups=groups)
    assert server.requests == []


async def test_any_iterable_of_groups_will_do(server: Recorder, gomus: Gomus) -> None:
    session = await signed_in(server, gomus)

    await session.update(newsletter_groups=(number for number in (8, 1)))

    assert server.only.json == {"newsletter_groups": "8,1"}

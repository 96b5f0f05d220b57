"""One printed request with its answer, over a real connection."""

import json
from typing import Any, Final

import attrs

from gomus_async import Gomus, Settings
from gomus_async.settings import Backoff
from tests.resources.printed import Printed
from tests.resources.recorder import Canned, Recorded, Recorder

TOKEN: Final = "meowmeowmeow"
OWN_HEADERS: Final = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "user-agent"}
)


def client(instance: str) -> Gomus:
    """A client as the page's examples are: a token, and everything tried once."""
    return Gomus(instance, token=TOKEN, settings=Settings(backoff=Backoff(attempts=1)))


async def exchange(server: Recorder, case: Printed) -> tuple[Recorded, Any]:
    """What was sent, and what came of the answer."""
    server.answer = Canned(case.status, case.answer, case.answer_headers)
    async with client(server.url) as gomus:
        value = await case.call(gomus)
    return server.only, value


def told(request: Recorded) -> dict[str, str]:
    """The headers that are not of every HTTP client; none comes twice."""
    pairs = [pair for pair in request.headers if pair[0] not in OWN_HEADERS]
    headers = dict(pairs)
    if len(headers) < len(pairs):
        raise AssertionError(f"a header was sent twice: {pairs}")
    return headers


def written(json_value: Any) -> str:
    """JSON in one spelling, in which 1, 1.0 and true are three things."""
    return json.dumps(json_value, sort_keys=True, ensure_ascii=False)


def exactly(value: Any) -> str:
    """A value with the types of all its parts, which equality alone does not compare."""
    if attrs.has(type(value)):
        fields = {name: exactly(part) for name, part in attrs.asdict(value, recurse=False).items()}
        return f"{type(value).__name__}({fields})"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({[exactly(part) for part in value]})"
    return repr(value)

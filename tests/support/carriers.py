"""Searches everything that could carry a secret out of the package."""

import base64
import logging
import pickle
import traceback
from collections.abc import Iterable, Iterator
from types import TracebackType
from urllib.parse import quote, quote_plus

import gomus_async

__all__ = ["carriers", "leaks", "spellings"]

PACKAGE = gomus_async.__path__[0]
SHORTEST = 8


def spellings(secret: str) -> set[str]:
    """How a secret could be written: as it is, percent-encoded, base64, and its first part."""
    raw = secret.encode()
    return {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        secret.replace("/", "\\/"),
        base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
        secret[:SHORTEST],
    }


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        one = todo.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += [one.__cause__, one.__context__]


def _package_frames(tb: TracebackType | None) -> Iterator[tuple[str, str]]:
    """The local variables of the package's own frames; those of a test hold what it made up."""
    for frame, _ in traceback.walk_tb(tb):
        if frame.f_code.co_filename.startswith(PACKAGE):
            for name, value in frame.f_locals.items():
                yield f"{frame.f_code.co_qualname}: {name}", _shown(value)


def _shown(value: object) -> str:
    try:
        return repr(value)
    except AttributeError:
        # An object that was not finished: tracebacks show it as this too.
        return "<repr failed>"


def _captured(error: BaseException) -> Iterator[tuple[str, str]]:
    """What `TracebackException` captures of the package's frames."""
    whole = traceback.TracebackException.from_exception(error, capture_locals=True)
    todo, seen = [whole], set[int]()
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        for summary in one.stack:
            if summary.filename.startswith(PACKAGE):
                for name, text in (summary.locals or {}).items():
                    yield f"captured in {summary.name}: {name}", text
        todo += [linked for linked in (one.__cause__, one.__context__) if linked is not None]


def carriers(
    error: BaseException | None, records: Iterable[logging.LogRecord], *others: object
) -> Iterator[tuple[str, str]]:
    """Every place to look, with the text that stands there."""
    if error is not None:
        for one in _chain(error):
            kind = type(one).__name__
            yield f"repr of {kind}", repr(one)
            yield f"str of {kind}", str(one)
            yield f"vars of {kind}", repr(vars(one))
            yield from _package_frames(one.__traceback__)
        yield "traceback", "".join(traceback.format_exception(error))
        yield from _captured(error)
        yield "pickle", pickle.dumps(error).decode("utf-8", "replace")
        yield "pickle 0", pickle.dumps(error, 0).decode("utf-8", "replace")
    for record in records:
        yield f"log {record.name}", f"{record.getMessage()} {record.args!r} {record.exc_text}"
    for other in others:
        yield f"{type(other).__name__}", repr(other)


def leaks(places: Iterable[tuple[str, str]], *secrets: str) -> list[str]:
    """The places where one of the secrets stands, in any spelling."""
    wanted = {text for secret in secrets for text in spellings(secret)}
    return sorted({where for where, text in places if any(word in text for word in wanted)})

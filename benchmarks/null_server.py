"""A server that answers with canned bytes, as fast as it can.

Run as `python null_server.py`; prints its port, serves until its standard input is closed.
Customers and single orders are answered at once, pages of orders after `LATENCY_S`, and what
is below `/held/` never.
"""

import asyncio
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import served

LATENCY_S = 0.05
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
    b"X-Request-Id: 5f80eb0b\r\nContent-Length: %d\r\n\r\n"
)
NUMBER = re.compile(rb"[?&]page=(\d+)")


def answer(body: bytes) -> bytes:
    """The whole answer around a body."""
    return HEAD % len(body) + body


class Null(asyncio.Protocol):
    """Counts the ends of heads; requests of the benchmarks that use it have no bodies."""

    CUSTOMER = answer(served.CUSTOMER)
    ORDER = answer(served.ORDER)
    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every head that ends here."""
        line = data[: data.find(b"\r\n")]
        if b"/held/" in line:
            return
        if b"/orders?" in line or b"/orders " in line:
            number = NUMBER.search(line)
            body = served.page(int(number[1]) if number else 1)
            loop = asyncio.get_running_loop()
            loop.call_later(LATENCY_S, self.transport.write, answer(body))
            return
        ready = self.ORDER if b"/orders/" in line else self.CUSTOMER
        self.transport.write(ready * data.count(b"\r\n\r\n"))


async def main() -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Null, "127.0.0.1", 0, backlog=2000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())

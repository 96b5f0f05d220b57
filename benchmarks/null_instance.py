"""A server that knows every customer and takes every batch, as fast as it can.

Run as `python null_instance.py`; prints its port, serves until its standard input is closed. Its
answers list the keys of the request.
"""

import asyncio
import re
import sys

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
KEY = re.compile(rb'"foreign_id": *("[^"]*")')
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class Instance(asyncio.Protocol):
    """Reads whole requests and answers each."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.read = b""

    def data_received(self, data: bytes) -> None:
        """Answer every request that ends here."""
        self.read += data
        while (end := self.read.find(b"\r\n\r\n") + 4) > 3:
            head = self.read[:end]
            length = LENGTH.search(head)
            whole = end + (int(length[1]) if length else 0)
            if len(self.read) < whole:
                return
            body = customers(head, self.read[end:whole])
            self.read = self.read[whole:]
            self.transport.write(HEAD % len(body) + body)


def customers(head: bytes, sent: bytes) -> bytes:
    """The customers of a batch, or the one that was asked for."""
    if head.startswith(b"GET"):
        key = head.split(b" ", 2)[1].rsplit(b"/", 1)[1]
        return b'{"customer":{"id":1,"foreign_id":"%s"}}' % key
    rows = [b'{"id":1,"foreign_id":%s}' % key for key in KEY.findall(sent)]
    return b'{"customer":[%s]}' % b",".join(rows)


async def main() -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Instance, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())

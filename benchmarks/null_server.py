"""A server that answers every request with the same bytes, as fast as it can.

Run as `python null_server.py`; prints its port, serves until its standard input is closed.
"""

import asyncio
import json
import sys

CUSTOMER = {
    "customer": {
        "id": 4711,
        "foreign_id": "SF-12345",
        "name": "Müller",
        "surname": "Anna",
        "email": "anna@example.com",
        "tel": "+49 30 12345",
        "mobile": None,
        "fax": None,
        "customer_salutation_id": 2,
        "customer_title_id": None,
        "is_institution": False,
        "institution": None,
        "notes": None,
        "language_id": 1,
        "date_of_birth": "1985-04-30",
        "vat_number": None,
        "addresses": [
            {
                "id": 18,
                "street": "Beispielallee 12",
                "zip": "10115",
                "city": "Berlin",
                "country_id": 1,
            }
        ],
        "created_at": "2020-05-12T11:51:26+02:00",
        "updated_at": "2021-06-07T13:13:54+02:00",
    }
}
BODY = json.dumps(CUSTOMER, ensure_ascii=False).encode()
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
    b"X-Request-Id: 5f80eb0b\r\nContent-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
)


class Null(asyncio.Protocol):
    """Counts the ends of heads; requests of the benchmarks that use it have no bodies."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every head that ends here."""
        self.transport.write(ANSWER * data.count(b"\r\n\r\n"))


async def main() -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Null, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())

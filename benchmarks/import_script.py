"""What somebody would write instead of an import: httpx, pydantic and a semaphore, no journal."""

import asyncio
import csv
from pathlib import Path

import httpx
from pydantic import BaseModel

__all__ = ["import_file"]


class NewCustomer(BaseModel):
    """A row of the file."""

    foreign_id: str
    name: str
    surname: str
    email: str
    tel: str
    addr_street: str
    addr_city: str
    addr_zip: str


class Stored(BaseModel):
    """A customer of an answer."""

    id: int
    foreign_id: str


class Answer(BaseModel):
    """The answer to a batch."""

    customer: list[Stored]


async def import_file(address: str, path: Path, concurrency: int, size: int) -> int:
    """Update every customer of a file; how many the answers list."""
    slots = asyncio.Semaphore(concurrency)
    headers = {"Authorization": "Bearer t"}
    async with httpx.AsyncClient(base_url=address, headers=headers) as client:

        async def send(batch: list[NewCustomer]) -> int:
            try:
                body = {"customer": [customer.model_dump() for customer in batch]}
                response = await client.put("/api/v4/customers", json=body)
                response.raise_for_status()
                return len(Answer.model_validate_json(response.content).customer)
            finally:
                slots.release()

        sent: list[asyncio.Task[int]] = []
        batch: list[NewCustomer] = []
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                batch.append(NewCustomer(**row))
                if len(batch) == size:
                    await slots.acquire()
                    sent.append(asyncio.create_task(send(batch)))
                    batch = []
        if batch:
            await slots.acquire()
            sent.append(asyncio.create_task(send(batch)))
        return sum(await asyncio.gather(*sent))

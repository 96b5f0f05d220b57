"""Bulk imports of customers, from a file or any other source, by `foreign_id`."""

from gomus_async.bulk.engine import import_customers
from gomus_async.bulk.records import Record, Source
from gomus_async.bulk.report import Progress, Report
from gomus_async.bulk.sources import csv_source, jsonl_source

__all__ = [
    "Progress",
    "Record",
    "Report",
    "Source",
    "csv_source",
    "import_customers",
    "jsonl_source",
]

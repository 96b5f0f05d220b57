"""Bulk imports of customers, from a file or any other source, by `foreign_id`."""

from gomus_async.bulk.engine import import_customers
from gomus_async.bulk.identity import SourceIdentity
from gomus_async.bulk.mapping import ImportMapping, load_mapping
from gomus_async.bulk.records import Record, Source
from gomus_async.bulk.report import Preview, Progress, Report
from gomus_async.bulk.sources import csv_source, jsonl_source, live_source, rejects_source
from gomus_async.bulk.summary import summary_page

__all__ = [
    "ImportMapping",
    "Preview",
    "Progress",
    "Record",
    "Report",
    "Source",
    "SourceIdentity",
    "csv_source",
    "import_customers",
    "jsonl_source",
    "live_source",
    "load_mapping",
    "rejects_source",
    "summary_page",
]

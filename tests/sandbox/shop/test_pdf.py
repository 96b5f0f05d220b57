import re
from typing import Any

import pytest

from gomus_async.sandbox.shop import pdf
from tests.support.documents import sheets, title


def page(*lines: Any) -> Any:
    sheet = pdf.Page()
    for number, line in enumerate(lines):
        sheet.text(50, 700 - 20 * number, line)
    return sheet


@pytest.mark.parametrize(
    "text",
    ["Gemäldegalerie, Öffnung, Übergröße: 14,00 €", "(a) \\ (b", "Éloïse „zitiert“ … so"],
)
def test_texts_are_shown_as_they_are(text: Any) -> None:
    assert [sheet.text for sheet in sheets(pdf.write([page(text)], title="x"))] == [text]


def test_what_the_encoding_has_not_loses_its_accents_or_is_a_question_mark() -> None:
    assert pdf.encoded("Dvořák 漢 ł") == "Dvorák ? ?".encode("cp1252")
    (sheet,) = sheets(pdf.write([page("a\tb\nc")], title="x"))
    assert sheet.text == "a b c"


def test_every_page_is_there_in_order() -> None:
    document = pdf.write([page("eins"), page("zwei", "drei"), pdf.Page()], title="Drei (3) ä")
    assert [sheet.text for sheet in sheets(document)] == ["eins", "zwei\r\ndrei", ""]
    assert title(document) == "Drei (3) ä"


def test_the_table_of_objects_leads_to_them() -> None:
    document = pdf.write([page("eins"), page("zwei")], title="x")
    found = re.search(rb"startxref\n(\d+)\n%%EOF\n$", document)
    assert found
    start = int(found[1])
    lines = document[start:].split(b"\n")
    assert (document[:8], lines[0], lines[1]) == (b"%PDF-1.4", b"xref", b"0 10")
    offsets = [int(line[:10]) for line in lines[3:12]]
    heads = [document[offset:].split(b"\n")[0] for offset in offsets]
    assert heads == [b"%d 0 obj" % number for number in range(1, 10)]
    assert {len(line) for line in lines[2:12]} == {19}

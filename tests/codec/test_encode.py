"""Rows of a batch, encoded one by one or all at once."""

from gomus_async import NewCustomer
from gomus_async.wire.codec import encode, encode_one, encode_rows, joined


def test_joined_rows_are_the_bytes_of_the_whole_batch() -> None:
    rows = [NewCustomer(foreign_id=f"SF-{n}", name='Mü"l\nler\r', fax=None) for n in range(3)]

    assert joined("customer", map(encode_one, rows)) == encode("customer", rows)
    assert encode_rows(rows) == [encode_one(row) for row in rows]
    assert encode_rows([]) == []
    assert joined("customer", []) == encode("customer", [])


def test_a_field_that_is_not_set_is_not_in_a_row() -> None:
    assert (
        encode_one(NewCustomer(foreign_id="SF-1", fax=None)) == b'{"fax":null,"foreign_id":"SF-1"}'
    )

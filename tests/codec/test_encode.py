"""What is sent as JSON, alone or under a root."""

from gomus_async import NewCustomer
from gomus_async.wire.codec import encode


def test_a_field_that_is_not_set_is_not_sent() -> None:
    row = NewCustomer(foreign_id="SF-1", fax=None)
    assert encode(None, row) == b'{"fax":null,"foreign_id":"SF-1"}'
    assert encode("customer", [row]) == b'{"customer":[{"fax":null,"foreign_id":"SF-1"}]}'

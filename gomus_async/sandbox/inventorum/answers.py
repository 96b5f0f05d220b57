"""How Inventorum says no."""

from collections.abc import Mapping, Sequence

from gomus_async.sandbox.http import Refused, Reply

NO_NAME = "Name or company must be set"


class Declined(Refused):
    """The request gets an error answer in Inventorum's form.

    Args:
        status: of HTTP.
        key: what kind of error it is.
        description: in words, if any.
        fields: what is wrong with each field.
        headers: of the answer.
    """

    def __init__(
        self,
        status: int,
        key: str,
        description: str | None = None,
        *,
        fields: Mapping[str, Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, key)
        error = {"fields": fields or {}, "description": description, "key": key}
        self.reply = Reply(status=status, data={"error": error}, headers=headers or {})


def unknown() -> Declined:
    """There is no such customer."""
    return Declined(404, "common.unknown")


def invalid(fields: Mapping[str, Sequence[str]]) -> Declined:
    """The data is wrong."""
    return Declined(400, "common.serializer_error", "Serialization error", fields=fields)

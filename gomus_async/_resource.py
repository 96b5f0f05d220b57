"""What a client makes on its first use, and then keeps."""

from functools import wraps
from typing import TYPE_CHECKING

__all__ = ["kept"]

if TYPE_CHECKING:
    kept = property
else:

    def kept(make):  # noqa: ANN001, ANN202 - checkers see a property, which it makes
        """A property that is made once: an import in every call would cost more than the call."""
        name = make.__name__

        @wraps(make)
        def get(client):  # noqa: ANN001, ANN202
            # A property comes before what the instance itself has under its name.
            own = client.__dict__
            found = own.get(name)
            if found is None:
                found = own[name] = make(client)
            return found

        return property(get)

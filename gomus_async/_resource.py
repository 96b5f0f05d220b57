"""Properties that are made on their first use, and then kept."""

from typing import TYPE_CHECKING

__all__ = ["resource"]

if TYPE_CHECKING:
    resource = property
else:

    class resource(property):  # noqa: N801 - a decorator
        """What it names is imported once, not in every call: that would cost more than the call."""

        def __get__(self, client, owner=None):  # noqa: ANN001, ANN204 - checkers see a property
            if client is None:
                return self
            # A property comes before what the instance itself has under its name.
            kept, name = client.__dict__, self.fget.__name__
            found = kept.get(name)
            if found is None:
                found = kept[name] = self.fget(client)
            return found

"""Python SDK for the go~mus museum-ticketing API."""

from gomus_async._version import __version__

__all__ = ["__version__"]

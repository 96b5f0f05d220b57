"""A local go~mus server: stateful, with time that can be advanced and faults that can be scripted.

It knows nothing of the rest of the package, so that a mistake in a model cannot hide in both.
"""

from gomus_async.sandbox.app import Sandbox
from gomus_async.sandbox.auth import TOKENS
from gomus_async.sandbox.data import SHOP_EMAIL, SHOP_PASSWORD
from gomus_async.sandbox.faults import FAULTS
from gomus_async.sandbox.serving import serve
from gomus_async.sandbox.store import Store

__all__ = ["FAULTS", "SHOP_EMAIL", "SHOP_PASSWORD", "TOKENS", "Sandbox", "Store", "serve"]

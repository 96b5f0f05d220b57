"""The newest refresh token in a file that its owner alone can read."""

import asyncio
import contextlib
import os
import stat
import tempfile
from pathlib import Path
from typing import Final

from gomus_async.errors import ConfigError
from gomus_async.inventorum.tokens import InventorumTokens
from gomus_async.wire.secret import Secret

__all__ = ["InventorumTokenFile"]

_LONGEST: Final = 64 * 1024


class InventorumTokenFile:
    """Keeps the newest refresh token for the next start, whole or not at all.

    The file holds the refresh token and nothing else, so that the first one can be put there by
    hand. It is replaced with each refresh, and is on the disk before the new token is used.

    Args:
        path: The file. Its folder must be there.

    Example:
        ```python
        kept = InventorumTokenFile("inventorum-refresh-token")
        refresh = InventorumRefresh(
            client_id=client_id,
            client_secret=client_secret,
            refresh_token=kept.read() or first_token,
            store=kept.store,
        )
        ```
    """

    __slots__ = ("path",)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def read(self) -> Secret | None:
        """The refresh token; `None` where there is no file yet, or an empty one.

        Raises:
            ConfigError: It cannot be read, or others can read it.
        """
        problem = ""
        try:
            with self.path.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                content = file.read(_LONGEST)
        except FileNotFoundError:
            return None
        except OSError as error:
            problem = f"cannot be read ({error.strerror or type(error).__name__})"
        else:
            if not (os.name == "posix" and stat.S_ISREG(mode) and mode & 0o077):
                token = content.decode("utf-8", "replace").strip()
                return Secret(token) if token else None
            problem = "is open to other users of this machine; chmod 600 it first"
        raise ConfigError(f"the file of the refresh token, {str(self.path)!r}, {problem}")

    async def store(self, tokens: InventorumTokens) -> None:
        """Replace the refresh token; `InventorumRefresh` calls this.

        Raises:
            ConfigError: It cannot be written; the one before is still there.
        """
        await asyncio.to_thread(self._replace, tokens.refresh_token)

    def check(self) -> None:
        """Make sure that the file can be replaced, before a refresh token is spent on it.

        Raises:
            ConfigError: It cannot.
        """
        folder = self.path.parent
        if self.path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
            raise self._unwritable("its folder is not there or is not yours")

    def _replace(self, token: Secret) -> None:
        problem = ""
        try:
            # Made with nobody else's rights.
            descriptor, part = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(f"{token.reveal()}\n")
                    file.flush()
                    os.fsync(file.fileno())
                Path(part).replace(self.path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(part).unlink()
                raise
        except OSError as error:
            problem = error.strerror or type(error).__name__
        if problem:
            raise self._unwritable(problem)

    def _unwritable(self, problem: str) -> ConfigError:
        return ConfigError(
            f"the file of the refresh token, {str(self.path)!r}, cannot be written ({problem}); "
            "name another place"
        )

    def __repr__(self) -> str:
        return f"InventorumTokenFile({str(self.path)!r})"

"""The command on a terminal of its own."""

import contextlib
import os
import pty
import re
import subprocess
import sys

from attrs import frozen

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@frozen
class Screen:
    """What a terminal showed, and how the command ended."""

    code: int
    shown: str

    @property
    def lines(self) -> list[str]:
        """Without colours."""
        return _COLOUR.sub("", self.shown).splitlines()

    @property
    def is_coloured(self) -> bool:
        """Whether any colour was used, bold and dim aside."""
        return bool(re.search(r"\x1b\[(?:\d;)?(?:3[1-7]|9[0-7])m", self.shown))


def on_terminal(*arguments: object, typed: str = "", after: str = "", **variables: str) -> Screen:
    """Run the command on a terminal of 80 columns, every warning an error.

    Args:
        arguments: of the command.
        typed: what is entered.
        after: what the terminal shows before that.
        variables: of its environment.
    """
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "gomus_async", *map(str, arguments)],
        stdin=follower if typed else subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        # Without a controlling terminal, a prompt cannot reach the one that the tests run on.
        start_new_session=True,
        env={**os.environ, "COLUMNS": "80", "TERM": "xterm-256color", **variables},
    ) as child:
        os.close(follower)
        shown = b""
        # A terminal whose last user is gone reads as an error on Linux, and as the end elsewhere.
        with contextlib.suppress(OSError):
            while chunk := os.read(leader, 4096):
                shown += chunk
                if typed and after.encode() in shown:
                    os.write(leader, typed.encode())
                    typed = ""
        code = child.wait()
    os.close(leader)
    return Screen(code, shown.decode().replace("\r\n", "\n"))

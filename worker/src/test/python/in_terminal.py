"""Runs a command in a terminal of its own, and prints all that the terminal gets: in_terminal.py COLUMNS ROWS COMMAND ..."""

import fcntl
import os
import pty
import struct
import sys
import termios
from collections.abc import Callable


def run(columns: int, rows: int, command: list[str], take: Callable[[bytes], None]) -> int:
    """Passes on all that the terminal gets, and returns the command's exit code."""
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.execvp(command[0], command)
    while True:
        try:
            output = os.read(terminal, 65536)
        except OSError:  # Linux says so once the child has closed its side
            output = b""
        if not output:
            break
        take(output)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def show(output: bytes) -> None:
    sys.stdout.buffer.write(output)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:], show))

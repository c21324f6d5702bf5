"""Passes connections on to a server that listens only on this machine itself."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import suppress


def copy(source: socket.socket, target: socket.socket) -> None:
    try:
        with suppress(OSError):  # the other side is gone
            while data := source.recv(1 << 16):
                target.sendall(data)
    finally:
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)


class Forward(socketserver.ThreadingTCPServer):
    """Listens at an address of this machine, and passes connections on to the same port of 127.0.0.1."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, host: str, port: int) -> None:
        self.port = port
        super().__init__((host, port), _Connection)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Connection(socketserver.BaseRequestHandler):
    server: Forward

    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.port)) as server:
            back = threading.Thread(target=copy, args=(server, self.request), daemon=True)
            back.start()
            copy(self.request, server)
            back.join()

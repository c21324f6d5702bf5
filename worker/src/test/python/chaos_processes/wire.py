"""A TCP proxy between the workers and a server, which can spoil what it forwards."""

import contextlib
import enum
import random
import socket
import struct
import threading
import time

CHUNK = 16 << 10
# The share of chunks at which a connection is reset or cut off.
STRIKES = 0.1
# Closing a socket with this option sends a reset.
NO_LINGER = struct.pack("ii", 1, 0)


class WireFault(enum.Enum):
    """What a wire does to the bytes that it forwards."""

    RESET = "connections reset"
    TRUNCATION = "requests and answers cut off"
    LATENCY = "latency"
    BANDWIDTH = "little bandwidth"
    DOWN = "connections refused"


class Wire:
    """Forwards connections to a local port. One fault at a time."""

    def __init__(self, port: int, seed: int) -> None:
        self.target = port
        self.fault: WireFault | None = None
        self.spoiled = 0
        self.random = random.Random(seed)
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.listener = self.listen(0)
        self.port: int = self.listener.getsockname()[1]
        self.closed = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def set(self, fault: WireFault | None) -> None:
        before, self.fault = self.fault, fault
        if fault is WireFault.DOWN:
            # A connection attempt in progress would keep the port open without the shutdown.
            with contextlib.suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            with self.lock:
                connections = list(self.open)
            for connection in connections:
                self.reset(connection)
        elif before is WireFault.DOWN and not self.closed:
            self.listener = self.listen(self.port)

    def close(self) -> None:
        self.closed = True
        self.set(WireFault.DOWN)

    def listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), backlog=128)
        threading.Thread(target=self.accept, args=[listener], daemon=True).start()
        return listener

    def accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client = listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.connect, args=[client], daemon=True).start()

    def connect(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            self.reset(client)
            return
        with self.lock:
            self.open |= {client, server}
        answers = threading.Thread(target=self.forward, args=[server, client], daemon=True)
        answers.start()
        self.forward(client, server)
        answers.join()
        with self.lock:
            self.open -= {client, server}
        client.close()
        server.close()

    def forward(self, source: socket.socket, target: socket.socket) -> None:
        """Forwards one direction until its end, or until a fault ends both directions."""
        try:
            while data := source.recv(CHUNK):
                if not self.spoil(data, source, target):
                    return
            target.shutdown(socket.SHUT_WR)
        except OSError:
            self.reset(source)
            self.reset(target)

    def spoil(self, data: bytes, source: socket.socket, target: socket.socket) -> bool:
        """Forwards some bytes as the fault has it. Returns false if it ends the connection."""
        fault = self.fault
        with self.lock:
            strikes = self.random.random() < STRIKES
            share = self.random.random()
            self.spoiled += fault is not None and strikes
        if fault is WireFault.RESET and strikes:
            self.reset(source)
            self.reset(target)
            return False
        if fault is WireFault.TRUNCATION and strikes:
            target.sendall(data[: int(len(data) * share)])
            for each in (source, target):
                each.shutdown(socket.SHUT_RDWR)
            return False
        if fault is WireFault.LATENCY:
            time.sleep(0.05 + share / 4)
        if fault is WireFault.BANDWIDTH:
            time.sleep(len(data) / (64 << 10))
        target.sendall(data)
        return True

    @staticmethod
    def reset(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            # A thread that waits for the socket's bytes keeps it open beyond close(), so wake it up.
            connection.shutdown(socket.SHUT_RD)
            connection.close()

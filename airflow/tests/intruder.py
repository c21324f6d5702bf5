"""Sends an intruder's requests to the Docker proxy. Runs in the scheduler's container, with "python -c".

Reads a JSON list of [method, path, body] from standard input, and prints a JSON list of [status, body]. It sends each path
unchanged. If a body is a list, it contains the raw text of the whole conversation.
"""

import json
import socket
import sys

LONGEST = 200_000


def asked(host: str, method: str, path: str, body: object) -> tuple[int, str]:
    if isinstance(body, list):
        text = "".join(body)
    else:
        content = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        more = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n" if content else ""
        text = f"{method} {path} HTTP/1.0\r\nHost: {host}\r\n{more}\r\n{content}"
    with socket.create_connection((host, 2375), timeout=10) as engine:
        engine.sendall(text.encode())
        if isinstance(body, list):
            engine.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while len(answer) < LONGEST and (part := engine.recv(65536)):
                answer += part
        except TimeoutError:
            pass
    status = answer.split(b" ", 2)[1] if answer.startswith(b"HTTP/") else b"0"
    return int(status), answer.partition(b"\r\n\r\n")[2].decode(errors="replace")


def main() -> None:
    print(json.dumps([asked(sys.argv[1], *attempt) for attempt in json.load(sys.stdin)]))


main()

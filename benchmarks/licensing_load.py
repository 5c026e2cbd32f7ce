"""Changes of plan from a process of their own: PORT LINES FILE, a file of companies and tokens.

Each company's token is sent once, so many at a time. Prints how many changes were agreed to.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from pathlib import Path

from benchmarks.load import Line


def main(port: int, lines: int, orders: dict[str, str]) -> None:
    """Send every order, and say how many were agreed to in how many seconds."""
    waiting = [order_of(port, company, token) for company, token in orders.items()]
    wait_for(port)
    done = 0
    with selectors.DefaultSelector() as selector:
        started = time.perf_counter()
        for _ in range(min(lines, len(waiting))):
            line = Line(socket.create_connection(("127.0.0.1", port)))
            line.ask(waiting.pop())
            selector.register(line.ear, selectors.EVENT_READ, line)
        while done < len(orders):
            for key, _events in selector.select(timeout=1):
                if is_agreed(key.data):
                    done += 1
                    if waiting:
                        key.data.ask(waiting.pop())
        wall = time.perf_counter() - started
    print(json.dumps({"n": done, "wall": wall}))


def is_agreed(line: Line) -> bool:
    """Read what has come; whether that was the last of an answer. Any but 201 is an error."""
    line.heard += line.ear.recv(262_144)
    head, end, body = line.heard.partition(b"\r\n\r\n")
    if not end:
        return False
    assert head.startswith(b"HTTP/1.1 201"), line.heard[:600]
    return len(body) >= int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])


def order_of(port: int, company: str, token: str) -> bytes:
    """A program's request to agree to what the token says."""
    body = json.dumps({"token": token}).encode()
    return (
        f"POST /api/v1/plan/change HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Authorization: Bearer bench-{company}\r\nContent-Type: application/json\r\n"
        f"Accept-Language: sv\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def wait_for(port: int) -> None:
    """Wait until somebody answers; two minutes at most."""
    deadline = time.monotonic() + 120
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < deadline, "nobody answers"
            time.sleep(0.02)
        else:
            return


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text()))

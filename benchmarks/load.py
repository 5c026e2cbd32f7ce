"""A load of requests from a process of its own: as many at a time as told, for so long.

Prints one JSON object: how many were answered, and the milliseconds half and 99 % stayed within.
"""

from __future__ import annotations

import json
import random
import selectors
import socket
import sys
import time
from dataclasses import dataclass

from benchmarks.many_companies import FIRST, cookie_of
from benchmarks.shape import percentile

FEWEST = 2
"""Answers that a percentile needs: waited for even when the time is over."""


@dataclass(slots=True)
class Line:
    """One kept-alive connection, and the answer that is coming in on it."""

    ear: socket.socket
    asked_at: float = 0.0
    heard: bytes = b""

    def ask(self, request: bytes) -> None:
        """Send one request; there is never more than one under way on a line."""
        self.asked_at, self.heard = time.perf_counter(), b""
        self.ear.sendall(request)

    def is_answered(self) -> bool:
        """Read what has come; whether that was the last of a page. Any other answer is an error."""
        self.heard += self.ear.recv(262_144)
        head, end, body = self.heard.partition(b"\r\n\r\n")
        if not end:
            return False
        assert head.startswith(b"HTTP/1.1 200"), self.heard[:600]
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        return len(body) >= length


def load(
    port: int, path: str, companies: int, *, seconds: float, lines: int, first: int = FIRST
) -> dict[str, float]:
    """Ask for `path` as one of many companies, `lines` at a time, for so many seconds."""
    chosen = random.Random(7).sample(range(first, first + companies), min(companies, 1000))
    requests = [request_for(port, path, company) for company in chosen]
    took: list[float] = []
    with selectors.DefaultSelector() as selector:
        for number in range(lines):
            line = Line(socket.create_connection(("127.0.0.1", port)))
            line.ask(requests[number % len(requests)])
            selector.register(line.ear, selectors.EVENT_READ, line)
        started = time.perf_counter()
        while (now := time.perf_counter()) - started < seconds or len(took) < FEWEST:
            for key, _events in selector.select(timeout=1):
                if key.data.is_answered():
                    took.append(1000 * (time.perf_counter() - key.data.asked_at))
                    key.data.ask(requests[len(took) % len(requests)])
        for key in list(selector.get_map().values()):
            key.data.ear.close()
    wall = now - started
    return {
        "n": len(took),
        "wall": wall,
        "half": percentile(took, 50),
        "nearly all": percentile(took, 99),
    }


def request_for(port: int, path: str, company: int) -> bytes:
    """A browser's request, as somebody logged in."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/html\r\n"
        f"Accept-Language: sv\r\nCookie: {cookie_of(company)}\r\n\r\n"
    ).encode()


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    print(json.dumps(load(**told)))

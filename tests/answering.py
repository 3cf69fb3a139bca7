"""A department's HTTP server of a list, on loopback: pages by number, place, cursor or link, and what goes wrong."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

Row = dict[str, Any]


@dataclass
class Department:
    """What it holds, how it pages, and what each request meets: `faults` are taken one after the other.

    before  is called with the number of each request (from 1), before it is answered
    """

    rows: list[Row]
    paging: str = "page"
    total: bool = True
    faults: list[str] = field(default_factory=list)
    before: Callable[[int], object] = lambda _: None
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    last: bytes = b""
    url: str = ""

    def answer(self, said: dict[str, str]) -> bytes:
        """The page that was asked for."""
        size, since = int(said.get("size", 10)), said.get("since", "")
        rows = [row for row in self.rows if row["updated_at"] >= since]
        at = int(said.get("at", 1 if self.paging == "page" else 0))
        start = (at - 1) * size if self.paging == "page" else at
        behind = start + size
        following: Any = str(behind) if behind < len(rows) else None
        if following and self.paging == "link":
            following = f"/list?{urlencode({**said, 'at': behind})}"
        page: dict[str, Any] = {"items": rows[start:behind], "next": following}
        return json.dumps(page | ({"total": len(rows)} if self.total else {}), ensure_ascii=False).encode()


@contextmanager
def serving(department: Department) -> Iterator[Department]:
    """The server, answering at `department.url`."""
    numbers = iter(range(1, 1_000_000))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            department.before(next(numbers))
            said = dict(parse_qsl(urlsplit(self.path).query))
            department.asked.append(said)
            department.headers.append(self.headers.get("X-Token", ""))
            fault = department.faults.pop(0) if department.faults else ""
            if fault == "hang":
                time.sleep(1.5)
                self.close_connection = True
                return
            body = department.last if fault == "repeat" else department.answer(said)
            department.last = body if not fault else department.last
            status, kind = (int(fault), "text/plain") if fault.isdecimal() else (200, "application/json")
            if fault == "html":
                body, kind = b"<html><body>gateway</body></html>", "text/html"
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if status == 429:
                self.send_header("Retry-After", "1")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    department.url = f"http://127.0.0.1:{server.server_address[1]}/list"
    try:
        yield department
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

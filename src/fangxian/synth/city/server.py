"""The platforms' HTTP server: /city/results, /national/query, and /play, by which it is told what to do wrong."""

import hmac
import json
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fangxian.synth.city import answers
from fangxian.synth.city.faults import Play, Script, parsed
from fangxian.synth.city.holdings import Holdings

_PATHS = {answers.CITY: "GET", answers.NATIONAL: "POST"}
_MOST_BODY = 1 << 20
Heard = Callable[[str, int], None]


class City(ThreadingHTTPServer):
    """Listens when it is made. `token` is asked for if there is one; `heard` is told each request's path and status.

    `served` counts the requests for data by what they met.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self,
        holdings: Holdings,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str = "",
        tls: ssl.SSLContext | None = None,
        heard: Heard = lambda *_: None,
    ) -> None:
        super().__init__((host, port), _Handler)
        self.holdings, self.token, self.heard = holdings, token, heard
        self.script = Script()
        self.served: Counter[str] = Counter()
        self.closing = threading.Event()
        self._scheme = "http" if tls is None else "https"
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{self._scheme}://{self.server_address[0]!s}:{self.server_address[1]}"

    def play(self, text: str) -> None:
        """Tells it what to do wrong from the next request on (`faults`)."""
        self.script.play(parsed(text))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no error of ours."""


@contextmanager
def serving(city: City) -> Iterator[City]:
    """Answers in a thread of its own while the block runs."""
    thread = threading.Thread(target=city.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield city
    finally:
        city.closing.set()
        city.shutdown()
        city.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: City

    def do_GET(self) -> None:
        """A page of the city's."""
        self._answer("GET")

    def do_POST(self) -> None:
        """A query of the nation's, or a play."""
        self._answer("POST")

    def log_message(self, format: str, *args: Any) -> None:
        """Addresses hold what was asked for; `heard` is told the path alone."""

    def _answer(self, method: str) -> None:
        split = urlsplit(self.path)
        size = self.headers.get("Content-Length", "0")
        body = self.rfile.read(min(int(size), _MOST_BODY)) if size.isdecimal() else b""
        if self.server.token and not self._known():
            self._json(401, {"code": 401, "msg": "token"})
        elif split.path == "/play" and method == "POST":
            self.server.play(body.decode())
            self._json(200, {"code": 0})
        elif _PATHS.get(split.path) != method:
            self._json(404, {"code": 404, "msg": "path"})
        else:
            said = {name: one[-1] for name, one in parse_qs(split.query).items()} if method == "GET" else _object(body)
            self._data(split.path, said)

    def _known(self) -> bool:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), self.server.token.encode())

    def _data(self, path: str, said: dict[str, Any]) -> None:
        play = self.server.script.next()
        self.server.served[play.kind] += 1
        if self._refused(play):
            return
        try:
            body = answers.answer(answers.question(path, said), self.server.holdings, play, self.server.script.order)
        except ValueError:
            self._json(400, {"code": 400, "msg": "question"})
            return
        match play.kind:
            case "half":
                self._send(200, body, cut=len(body) // 2)
            case "broken":
                self._send(200, body[: len(body) // 2])
            case "huge":
                self._send(200, body + b" " * (64 << 20))
            case "drip":
                self._drip(body, play.value)
            case _:
                self._send(200, body)

    def _refused(self, play: Play) -> bool:
        """Plays that give no page at all."""
        match play.kind:
            case "stall" | "drop":
                self.server.closing.wait(play.value)
                self.close_connection = True
            case "status":
                self._json(int(play.value), {"code": int(play.value), "msg": "status"})
            case "wait":
                self._json(429, {"code": 429, "msg": "later"}, {"Retry-After": str(int(play.value))})
            case "refuse":
                self._json(401, {"code": 401, "msg": "token"})
            case "move":
                self._json(302, {}, {"Location": "/elsewhere"})
            case "html":
                self._send(200, b"<!doctype html><title>gateway</title>", kind="text/html")
            case "busy":
                self._json(200, {"code": 5001, "msg": "busy"})
            case _:
                return False
        return True

    def _drip(self, body: bytes, seconds: float) -> None:
        self._head(200, len(body), "application/json", {})
        for at in range(50):
            self.wfile.write(body[at : at + 1])
            if self.server.closing.wait(seconds / 50):
                break
        self.close_connection = True

    def _json(self, status: int, said: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(said).encode(), headers=headers or {})

    def _send(
        self,
        status: int,
        body: bytes,
        *,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
        cut: int | None = None,
    ) -> None:
        self.server.heard(urlsplit(self.path).path, status)
        self._head(status, len(body), kind, headers or {})
        self.wfile.write(body[:cut])
        if cut is not None:
            self.close_connection = True

    def _head(self, status: int, length: int, kind: str, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(length), **headers}.items():
            self.send_header(name, value)
        self.end_headers()


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {"size": "none"}
    return said if isinstance(said, dict) else {"size": "none"}

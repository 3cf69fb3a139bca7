"""People at their desks: each signed in, each asking for one page after the other, as fast as they are answered or at a
pace of their own."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from bench.site import Site

#: Answers that are not counted: each of the server's threads has its own way to the database.
WARM = 6


@dataclass(frozen=True)
class Asked:
    """A page's address; `fragment` where the page in the browser asks for a part of itself."""

    path: str
    fragment: bool = False


class User:
    """Somebody with a browser: one way to the site, and the cookies that they were given."""

    def __init__(self, site: Site, account: str, password: str) -> None:
        """Signs in. Raises RuntimeError if that does not lead to the desk."""
        self.account = account
        self._way: HTTPConnection = site.connection()
        self._cookies: dict[str, str] = {}
        self.said = b""  # what was answered last
        self._ask("GET", "/account/login/")
        form = {"login": account, "password": password, "csrfmiddlewaretoken": self._cookies.get("csrftoken", "")}
        if self._ask("POST", "/account/login/", urlencode(form)) != 302 or "sessionid" not in self._cookies:
            raise RuntimeError(f"{account} cannot sign in")

    def get(self, asked: Asked) -> float:
        """Seconds from the question to the last byte. Raises RuntimeError for any answer but the page."""
        began = time.perf_counter()
        status = self._ask("GET", asked.path, fragment=asked.fragment)
        taken = time.perf_counter() - began
        if status != 200:
            raise RuntimeError(f"{asked.path.split('?')[0]}: {status} for {self.account}")
        return taken

    def come_back(self) -> None:
        """After a while; the site has closed what was idle for long."""
        self._way.close()

    def _ask(self, verb: str, path: str, body: str | None = None, *, fragment: bool = False) -> int:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if fragment:
            headers["HX-Request"] = "true"
        self._way.request(verb, path, body, headers)
        answer = self._way.getresponse()
        self.said = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status


def at_once(work: Sequence[tuple[User, Sequence[Asked]]], *, pace: float = 0.0) -> list[float]:
    """Everybody asks their own at the same time; the seconds of all answers, without the first few of each.

    pace   seconds from one question to the next of the same person; 0: as soon as the last is answered
    """
    taken: list[float] = []
    failed: list[BaseException] = []
    ready = threading.Barrier(len(work))

    def ask(user: User, pages: Sequence[Asked]) -> None:
        try:
            user.come_back()
            for page in pages[:WARM]:
                user.get(page)
            place = ready.wait()
            # Nobody presses a key in step with somebody else.
            due = time.perf_counter() + place * pace / len(work)
            for page in pages[WARM:]:
                time.sleep(max(0.0, due - time.perf_counter()))
                due = max(due + pace, time.perf_counter())
                taken.append(user.get(page))
        except BaseException as error:
            failed.append(error)
            ready.abort()

    threads = [threading.Thread(target=ask, args=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return taken

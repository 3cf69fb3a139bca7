"""One question, one answer: over TLS, within its time, no larger than agreed. Nothing is tried again here."""

import email.utils
import http.client
import json
import socket
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

from fangxian import __version__
from fangxian.intake.library import troubles
from fangxian.intake.library.asking import Parameters
from fangxian.intake.library.upstream import Upstream
from fangxian.lib import clock
from fangxian.lib.fault import Fault

_BLOCK = 1 << 16
_LATER = (408, 425, 429)


@dataclass(frozen=True)
class Reply:
    """An answer that arrived whole, with a status that says it is one."""

    kind: str
    charset: str
    body: bytes = field(repr=False)


class Connection:
    """To one library; opened when it is first asked and again after each trouble."""

    def __init__(self, upstream: Upstream, *, token: str = "") -> None:
        self._upstream = upstream
        self._token = token
        self._link: http.client.HTTPConnection | None = None
        self._trust = _trust(upstream) if upstream.address.scheme == "https" else None

    def ask(self, parameters: Parameters, link: str = "") -> Reply:
        """The answer; `link`: path and query of a page that goes by its address. Raises Trouble where it may pass, else
        Fault; no answer takes longer than its limits say."""
        late = threading.Event()
        try:
            line = self._opened()
            watch = threading.Timer(self._upstream.limits.whole, _end, (line.sock, late))
            watch.daemon = True
            watch.start()
            try:
                return self._exchange(line, parameters, link)
            finally:
                watch.cancel()
        except (troubles.Trouble, Fault):
            self.close()
            if late.is_set():
                raise troubles.slow() from None
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise self._trouble(error, late=late.is_set()) from None

    def close(self) -> None:
        """Hangs up."""
        if self._link is not None:
            self._link.close()
            self._link = None

    def _opened(self) -> http.client.HTTPConnection:
        if self._link is not None and self._link.sock is not None:
            return self._link
        address, limits = self._upstream.address, self._upstream.limits
        assert address.hostname is not None
        if self._trust is not None:
            link: http.client.HTTPConnection = http.client.HTTPSConnection(
                address.hostname, address.port, timeout=limits.connect, context=self._trust
            )
        else:
            link = http.client.HTTPConnection(address.hostname, address.port, timeout=limits.connect)
        self._link = link
        link.connect()
        link.sock.settimeout(limits.silence)
        return link

    def _exchange(self, line: http.client.HTTPConnection, parameters: Parameters, link: str) -> Reply:
        asked = self._upstream.request
        path = self._upstream.address.path.rstrip("/") + asked.path
        headers = {
            "Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": f"fangxian/{__version__}",
        }  # fmt: skip
        if self._token:
            headers[self._upstream.token_header] = f"{self._upstream.token_begins}{self._token}"
        if asked.method == "GET":
            line.request("GET", link or f"{path}?{urlencode(parameters, doseq=True)}", headers=headers)
        else:
            body = json.dumps(parameters, ensure_ascii=False).encode()
            line.request("POST", path, body, {**headers, "Content-Type": "application/json"})
        with line.getresponse() as response:
            self._judge(response.status, response.headers)
            return Reply(
                response.headers.get_content_type().lower() if response.headers["Content-Type"] else "",
                (response.headers.get_content_charset() or "utf-8").lower(),
                self._body(response),
            )

    def _judge(self, status: int, headers: Message) -> None:
        name = self._upstream.name
        if status in (401, 403):
            raise troubles.refused(name, str(status))
        if status in _LATER or status >= 500:
            raise troubles.down(status, _retry_after(headers.get("Retry-After")))
        if 300 <= status < 400:
            raise troubles.moved(name, status)
        if status != 200:
            raise troubles.not_as_agreed(
                name, f"it does not take our question ({status})", f"平台不接受请求（{status}）"
            )
        if headers.get("Content-Encoding", "identity").lower() != "identity":
            raise troubles.not_as_agreed(name, "its answer is compressed", "响应经过压缩")

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        """The whole body, or Trouble: what was declared has to have come."""
        declared, limit = response.length, self._upstream.limits.bytes
        blocks, size = [], 0
        while size <= limit and (block := response.read1(_BLOCK)):
            blocks.append(block)
            size += len(block)
        if size > limit or (declared or 0) > limit:
            raise troubles.not_as_agreed(
                self._upstream.name,
                f"a page is larger than {limit / (1 << 20):.1f} MB; ask for smaller pages or allow more",
                f"一页超过 {limit / (1 << 20):.1f} MB，请减小每页行数或放宽上限",
            )
        if declared is not None and size < declared:
            raise troubles.cut()
        return b"".join(blocks)

    def _trouble(self, error: Exception, *, late: bool) -> troubles.Trouble | Fault:
        """What an error of the wire means to a person."""
        if late or isinstance(error, TimeoutError):
            return troubles.slow()
        if isinstance(error, ssl.SSLCertVerificationError):
            name = self._upstream.name
            return Fault(
                en=f"{name}: nobody we trust vouches for its certificate; name the authority's file as tls.ca.",
                zh=f"{name}：其证书不受信任；请在平台配置中以 tls.ca 指明颁发机构的证书文件。",
            )
        if isinstance(error, socket.gaierror):
            return troubles.unreachable("DNS")
        if isinstance(error, ConnectionRefusedError):
            return troubles.unreachable("refused")
        if isinstance(error, http.client.HTTPException | ConnectionError | ssl.SSLError):
            return troubles.cut()
        return troubles.unreachable(type(error).__name__)


def bearer(path: Path) -> str:
    """The token in a file of its own. Raises Fault where there is none, or where everybody may read it."""
    try:
        text = path.read_text("ascii").strip()
        others = path.stat().st_mode & 0o007
    except (OSError, UnicodeDecodeError) as error:
        raise _token(path, "it cannot be read", "无法读取") from error
    if not text or any(not "!" <= sign <= "~" for sign in text):
        raise _token(path, "one line with the token and nothing else has to stand in it", "须只有一行令牌")
    if others:
        raise _token(path, "everybody on this machine may read it: chmod 600", "本机任何人可读：请 chmod 600")
    return text


def _token(path: Path, en: str, zh: str) -> Fault:
    return Fault(f"{path.name}: the token's file: {en}.", f"{path.name}：令牌文件：{zh}。")


def _trust(upstream: Upstream) -> ssl.SSLContext:
    tls = upstream.tls
    try:
        context = ssl.create_default_context(cafile=tls.ca or None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if tls.certificate:
            context.load_cert_chain(tls.certificate, tls.key or None, password="")
    except (OSError, ValueError) as error:
        raise Fault(
            en=f"{upstream.name}: the files of tls cannot be used; they are PEM, readable, the key without a password.",
            zh=f"{upstream.name}：tls 所列文件不可用；须为可读的 PEM，私钥不设口令。",
        ) from error
    return context


def _end(sock: socket.socket, late: threading.Event) -> None:
    """Ends an exchange whose time is over, whatever it waits for; of TLS too, without a word of farewell."""
    late.set()
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return


def _retry_after(text: str | None) -> float | None:
    """Seconds from now, or None: the header is a number of them or a date."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text[:9])
    try:
        then = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (then.replace(tzinfo=then.tzinfo or UTC) - clock.now()).total_seconds())

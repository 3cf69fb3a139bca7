"""The subscriber: takes what door sensors send to an MQTT broker, and answers the broker only for what is committed.

The session is the broker's to keep: while we are away it keeps what comes (QoS 1), and sends it when we are back. A
message is answered after the transaction that took it in; whatever dies before that, it comes again, and is known again
(laws 7 and 10).
"""

import queue
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as paho
from django.db import InterfaceError, OperationalError, close_old_connections
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from fangxian.isolation.actions import Answer, Message, take
from fangxian.isolation.broker import ALL, PLATFORM
from fangxian.lib.fault import Fault

#: A transaction takes so many messages, or what came within so many seconds of the first.
MOST, PATIENCE = 200, 0.2
#: Seconds for which the broker keeps our session: a week.
KEPT = 7 * 24 * 3600
#: So many messages may be on their way to us unanswered.
ON_THE_WAY = 1000
#: Seconds between two tries, the first and the longest.
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
#: As what the platform's actions name who took a message in.
BY = "mqtt"


@dataclass(frozen=True)
class Broker:
    """Where a broker is, and how one signs in: mqtt://host:port, or mqtts:// with the certificate of who signed its."""

    host: str
    port: int
    password: str = ""
    tls: bool = False
    ca: Path | None = None

    @classmethod
    def of(cls, address: str, *, password: str = "", ca: Path | None = None) -> "Broker":
        """Raises a Fault for an address that is none."""
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname or parts.username or parts.path not in ("", "/"):
            raise Fault(
                en="The broker's address is mqtt://HOST:PORT, or mqtts://HOST:PORT: correct it.",
                zh="消息服务器地址应为 mqtt://主机:端口 或 mqtts://主机:端口：请更正。",
            )
        tls = parts.scheme == "mqtts"
        return cls(parts.hostname, port or (8883 if tls else 1883), password, tls, ca)


@dataclass
class Heard:
    """What a subscriber has done so far; for whoever watches it."""

    taken: int = 0
    alerts: int = 0
    counted: int = 0
    batches: int = 0
    connections: int = 0
    set_aside: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, answers: Sequence[Answer]) -> None:
        """After a commit."""
        with self.lock:
            self.batches += 1
            self.taken += sum(one.verdict != "counted" for one in answers)
            self.counted += sum(one.verdict == "counted" for one in answers)
            self.alerts += sum(one.verdict == "lead" for one in answers)


@dataclass(frozen=True)
class _Arrived:
    """A message on its way. `connection`: the broker numbers its messages anew for each; an answer goes to its own."""

    message: Message
    number: int
    connection: int


class Listener:
    """A subscriber. `run` listens until `stop`; `say` is told, in two languages, of what somebody should know."""

    def __init__(
        self, broker: Broker, *, name: str = "fangxian-doors", say: Callable[[str, str], None] = lambda en, zh: None
    ) -> None:
        self.heard = Heard()
        self.ready = threading.Event()  # the broker keeps for us what comes from now on
        self._broker, self._say = broker, say
        self._waiting: queue.Queue[_Arrived] = queue.Queue()
        self._stopping = threading.Event()
        self._refused = ""
        self._client = self._made(name)

    def run(self) -> Heard:
        """Listens until it is stopped; answers what it did. Raises a Fault where the broker does not let us in."""
        session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        session.SessionExpiryInterval = KEPT
        session.ReceiveMaximum = ON_THE_WAY
        self._client.connect_async(
            self._broker.host, self._broker.port, keepalive=20, clean_start=False, properties=session
        )
        self._client.loop_start()
        try:
            while not self._stopping.is_set():
                if batch := self._batch():
                    self._take(batch)
                if self._refused:
                    raise Fault(
                        en=f"The broker does not let the platform in ({self._refused}): check --password.",
                        zh=f"消息服务器拒绝平台登录（{self._refused}）：请检查 --password。",
                    )
        finally:
            self._client.disconnect()
            self._client.loop_stop()
        return self.heard

    def stop(self) -> None:
        """Ends `run` after the batch in hand; what was not answered waits with the broker."""
        self._stopping.set()

    def _made(self, name: str) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTProtocolVersion.MQTTv5, manual_ack=True
        )
        if self._broker.password:
            client.username_pw_set(PLATFORM, self._broker.password)
        if self._broker.tls:
            client.tls_set_context(ssl.create_default_context(cafile=self._broker.ca))
        client.reconnect_delay_set(1, int(LONGEST_WAIT))
        client.on_connect, client.on_message, client.on_disconnect = self._on_connect, self._on_message, self._on_gone
        client.on_connect_fail, client.on_subscribe = self._on_nothing, self._on_subscribed
        return client

    def _on_connect(self, client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, _more: Any) -> None:
        if code.is_failure:
            self._refused = str(code) if code.value in (0x86, 0x87) else ""
            return
        self.heard.connections += 1
        client.subscribe(ALL, qos=1)

    def _on_subscribed(self, *_: Any) -> None:
        self.ready.set()
        self._say("Listening.", "已连接，正在接收。")

    def _on_gone(self, _client: paho.Client, _data: Any, _flags: Any, code: ReasonCode, _more: Any) -> None:
        if not self._stopping.is_set() and not self._refused:
            self._say(f"The broker is gone ({code}); trying again.", f"与消息服务器断开（{code}），正在重连。")

    def _on_nothing(self, _client: paho.Client, _data: Any) -> None:
        self._say("No broker answers; trying again.", "消息服务器没有响应，正在重试。")

    def _on_message(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        serial = message.topic.rpartition("/")[2]
        arrived = _Arrived(Message(serial, bytes(message.payload)), message.mid, self.heard.connections)
        self._waiting.put(arrived)

    def _batch(self) -> list[_Arrived]:
        """What came: the first, and what follows it within PATIENCE; [] where nothing did."""
        try:
            found = [self._waiting.get(timeout=PATIENCE)]
        except queue.Empty:
            return []
        until = time.monotonic() + PATIENCE
        while len(found) < MOST and (left := until - time.monotonic()) > 0:
            try:
                found.append(self._waiting.get(timeout=left))
            except queue.Empty:
                break
        return found

    def _take(self, batch: list[_Arrived]) -> None:
        """Takes a batch in and answers for it. While the database does not answer, it is tried again; a message that
        cannot be taken alone is not answered, so that the broker has it still."""
        wait = FIRST_WAIT
        while True:
            try:
                answers = take([one.message for one in batch], by=BY)
            except (OperationalError, InterfaceError) as error:
                close_old_connections()
                kind = type(error).__name__
                self._say(f"The database did not take a batch ({kind}); again.", f"数据库未能写入（{kind}），将重试。")
                if self._stopping.wait(wait):
                    return
                wait = min(wait * 2, LONGEST_WAIT)
            except Exception as error:
                self._apart(batch, error)
                return
            else:
                self.heard.add(answers)
                self._answer(batch)
                return

    def _apart(self, batch: list[_Arrived], error: Exception) -> None:
        if len(batch) > 1:
            for one in batch:
                self._take([one])
            return
        self.heard.set_aside += 1
        kind = type(error).__name__
        self._say(
            f"A message could not be taken ({kind}, a mistake of Fangxian's own); the broker keeps it.",
            f"一条报文未能处理（{kind}，防线自身出错），仍由消息服务器保留。",
        )

    def _answer(self, batch: list[_Arrived]) -> None:
        for one in batch:
            # A number of an earlier connection may be another message's by now; that one comes again by itself.
            if one.connection == self.heard.connections:
                self._client.ack(one.number, 1)

"""A fleet of door sensors on the wire: each message goes to an MQTT broker as its device, at its time, and is kept by
the device until the broker has answered.

Real devices have a connection each. Here a few connections carry the fleet, signed in as devices that may write for
others only where the broker lets them: a test's or a demo's, never a real one's.
"""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from fangxian.synth.sensors import Sent

TOPIC = "fangxian/v1/doors/{serial}"


class Fleet:
    """Connections to a broker, by which messages are published (QoS 1). Closed at the end of its block."""

    def __init__(self, host: str, port: int, *, name: str = "", password: str = "", connections: int = 1) -> None:
        self._clients = [self._made(host, port, name, password, place) for place in range(connections)]
        self._sent = 0
        self._answered = 0
        self._one_at_a_time = threading.Condition()

    def __enter__(self) -> "Fleet":
        for client in self._clients:
            client.loop_start()
        return self

    def __exit__(self, *_: object) -> None:
        for client in self._clients:
            client.disconnect()
            client.loop_stop()

    def publish(self, message: Sent) -> None:
        """Sends one; while the broker is away, it waits here."""
        client = self._clients[hash(message.serial) % len(self._clients)]
        self._sent += 1
        client.publish(TOPIC.format(serial=message.serial), message.body(), qos=1)

    def publish_timed(
        self, messages: Sequence[Sent], *, told: Callable[[Sent], None] = lambda _: None, rate: float = 1.0
    ) -> None:
        """Sends each at its time after the first; `rate` times as fast."""
        began, first = time.monotonic(), messages[0].sent_at
        for one in messages:
            wait = (one.sent_at - first).total_seconds() / rate - (time.monotonic() - began)
            if wait > 0:
                time.sleep(wait)
            told(one)
            self.publish(one)

    def answered(self, seconds: float) -> int:
        """Waits until the broker has answered for all, at most so long; answers of how many it has not."""
        with self._one_at_a_time:
            self._one_at_a_time.wait_for(lambda: self._answered >= self._sent, seconds)
            return self._sent - self._answered

    def _made(self, host: str, port: int, name: str, password: str, place: int) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=f"fleet-{name}-{place}", clean_session=False,
            protocol=MQTTProtocolVersion.MQTTv311,
        )  # fmt: skip
        if name:
            client.username_pw_set(name, password)
        client.max_inflight_messages_set(200)
        client.max_queued_messages_set(0)
        client.reconnect_delay_set(1, 2)
        client.on_publish = self._on_publish
        client.connect_async(host, port, keepalive=20)
        return client

    def _on_publish(self, *_: object) -> None:
        with self._one_at_a_time:
            self._answered += 1
            self._one_at_a_time.notify_all()


def refused(host: str, port: int, *, name: str, password: str, seconds: float = 5) -> bool:
    """Whether a broker does not let somebody in."""
    heard: list[Any] = []
    came = threading.Event()
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)

    def on_connect(_client: paho.Client, _data: Any, _flags: Any, code: Any, _more: Any) -> None:
        heard.append(code)
        came.set()

    client.on_connect = on_connect
    client.username_pw_set(name, password)
    client.connect(host, port)
    client.loop_start()
    came.wait(seconds)
    client.disconnect()
    client.loop_stop()
    return bool(heard) and bool(heard[0].is_failure)

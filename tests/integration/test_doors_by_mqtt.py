"""Door sensors on a real broker: nothing is lost when we, it or the database go away; nobody speaks for another."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from tests.brokers import HOST, Mosquitto, running
from tests.door_sensors import district, fitted

from fangxian.isolation import actions
from fangxian.isolation.models import Alert, DoorEvent, Tally
from fangxian.lib import clock
from fangxian.runs import mqtt
from fangxian.runs.mqtt import Broker, Listener
from fangxian.synth.fleet import Fleet, refused
from fangxian.synth.sensors import Sent, burst

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mqtt]


@pytest.fixture(autouse=True)
def keys(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with district(tmp_path, monkeypatch):
        for serial, code in (("S1", "F1"), ("S2", "F2"), ("S3", "F3")):
            fitted(serial, code)
        yield actions.register(["S1", "S2", "S3"], by="test")


@pytest.fixture
def broker(keys: dict[str, str], tmp_path: Path) -> Iterator[Mosquitto]:
    with running(tmp_path / "broker") as found:
        yield found


@contextmanager
def listening(broker: Mosquitto) -> Iterator[Listener]:
    """A subscriber in a thread, stopped at the end of the block."""
    listener = Listener(broker.broker)

    def run() -> None:
        try:
            listener.run()
        finally:
            # Django leaves databases in memory open, for who might still need them: a thread that ends does not.
            BaseDatabaseWrapper.close(connection)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert listener.ready.wait(30)
        yield listener
    finally:
        listener.stop()
        thread.join(30)
        assert not thread.is_alive()


@contextmanager
def fleet(broker: Mosquitto, keys: dict[str, str], serial: str = "S1") -> Iterator[Fleet]:
    with Fleet(HOST, broker.port, name=serial, password=keys[serial]) as found:
        yield found


def waited(condition: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        # A database in memory is shared table by table, and refuses who reads while another thread writes.
        with suppress(OperationalError):
            if condition():
                return True
        time.sleep(0.05)
    return condition()


def messages(count: int, serial: str = "S1", seed: int = 1) -> list[Sent]:
    return burst([serial], clock.now(), events=count, seconds=0.001, seed=seed)


def arrived() -> int:
    return DoorEvent.objects.count()


def test_what_is_sent_is_taken_and_told(broker: Mosquitto, keys: dict[str, str]) -> None:
    with listening(broker), fleet(broker, keys) as devices:
        devices.publish(messages(1)[0])
        assert waited(lambda: arrived() == 1)
    assert Alert.rows.get().state == "open"


def test_what_is_sent_while_we_are_away_waits_for_us(broker: Mosquitto, keys: dict[str, str]) -> None:
    with listening(broker):
        pass
    with fleet(broker, keys) as devices:
        for one in messages(50):
            devices.publish(one)
        assert devices.answered(10) == 0
    with listening(broker):
        assert waited(lambda: arrived() == 50)


def test_a_broker_that_is_restarted_loses_nothing(broker: Mosquitto, keys: dict[str, str]) -> None:
    with listening(broker) as listener, fleet(broker, keys) as devices:
        sent = messages(300)
        for one in sent[:150]:
            devices.publish(one)
        broker.stop()
        for one in sent[150:]:
            devices.publish(one)
        broker.start()
        assert waited(lambda: arrived() == 300, 60)
        assert listener.heard.connections >= 2
    assert set(DoorEvent.objects.values_list("event", flat=True)) == {one.event for one in sent}


def test_what_could_not_be_committed_comes_again(
    broker: Mosquitto, keys: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """We die after the commit, before the answer: the broker sends it again, and it is known again."""
    with monkeypatch.context() as patch:
        patch.setattr(Listener, "_answer", lambda *_: None)
        with listening(broker), fleet(broker, keys) as devices:
            for one in messages(5):
                devices.publish(one)
            assert waited(lambda: arrived() == 5)
    with listening(broker) as again:
        assert waited(lambda: again.heard.counted == 5)
    assert arrived() == 5
    assert list(Tally.objects.values_list("why", "count")) == [("repeated", 5)]
    with listening(broker) as third:
        pass
    assert third.heard.counted == 0, "answered this time"


def test_while_the_database_does_not_answer_nothing_is_answered_for(
    broker: Mosquitto, keys: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def locked(*arguments: object, **said: object) -> object:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("database is locked")
        return actions.take(*arguments, **said)  # type: ignore[arg-type]

    monkeypatch.setattr(mqtt, "take", locked)
    monkeypatch.setattr(mqtt, "FIRST_WAIT", 0.01)
    with listening(broker), fleet(broker, keys) as devices:
        devices.publish(messages(1)[0])
        assert waited(lambda: arrived() == 1)
    assert len(tries) == 3


def test_a_message_that_cannot_be_taken_stays_with_the_broker_and_stops_no_other(
    broker: Mosquitto, keys: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def poisoned(batch: list[actions.Message], **said: object) -> object:
        if any(b"b1-2" in one.body for one in batch):  # type: ignore[operator]
            raise ZeroDivisionError
        return actions.take(batch, **said)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(mqtt, "take", poisoned)
        with listening(broker) as listener, fleet(broker, keys) as devices:
            for one in messages(5):
                devices.publish(one)
            assert waited(lambda: arrived() == 4 and listener.heard.set_aside == 1)
    with listening(broker):
        assert waited(lambda: arrived() == 5), "mended, it is taken"


def test_a_device_speaks_for_itself_alone(broker: Mosquitto, keys: dict[str, str]) -> None:
    with listening(broker), fleet(broker, keys, "S2") as devices:
        devices.publish(messages(1, "S1", seed=1)[0])
        devices.publish(messages(1, "S2", seed=2)[0])
        assert waited(lambda: arrived() == 1)
    assert DoorEvent.objects.get().device.serial == "S2"


def test_nobody_gets_in_without_the_key_of_a_device(broker: Mosquitto, keys: dict[str, str]) -> None:
    assert refused(HOST, broker.port, name="S1", password=keys["S2"])
    assert refused(HOST, broker.port, name="S9", password=keys["S1"])
    assert not refused(HOST, broker.port, name="S1", password=keys["S1"])


def test_a_platform_with_the_wrong_password_says_so(broker: Mosquitto) -> None:
    from fangxian.lib.fault import Fault

    with pytest.raises(Fault, match="--password"):
        Listener(Broker.of(f"mqtt://{HOST}:{broker.port}", password="wrong")).run()


def test_doors_of_several_devices_are_told_apart(broker: Mosquitto, keys: dict[str, str]) -> None:
    with listening(broker):
        for serial in keys:
            with fleet(broker, keys, serial) as devices:
                devices.publish(messages(1, serial)[0])
                assert devices.answered(10) == 0
        assert waited(lambda: arrived() == 3)
    assert Alert.rows.count() == 3

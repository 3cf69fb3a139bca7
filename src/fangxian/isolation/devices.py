"""Devices registered, bound to a door, taken off it, retired; and whether a message is from the device that it names.

A device's key follows from the installation's key 'devices', its serial and a generation: whoever has the database has
no key, and a key that got about is replaced by the next generation.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.isolation import alerts, events
from fangxian.isolation.models import Binding, Device
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.queries import active
from fangxian.registry import queries as registry

#: What one may do who looks after devices.
VERB = "isolation.manage"
_SERIAL = re.compile(r"[A-Za-z0-9-]{1,32}")
_KEY = "devices"


def key(serial: str, generation: int) -> str:
    """A device's key: 64 hexadecimal digits."""
    master = settings.KEYRING.create(_KEY)
    return hmac.digest(master, f"fangxian/device/{generation}/{serial}".encode(), hashlib.sha256).hex()


def signature(key: str, body: bytes) -> str:
    """HMAC-SHA-256 of a message under a device's key, in hexadecimal digits."""
    return hmac.digest(bytes.fromhex(key), body, hashlib.sha256).hex()


def authenticated(serial: str, body: bytes, signed: str) -> str:
    """'' where a message was signed with the key of the device that it names, else why it is not taken (words.toml)."""
    found = Device.objects.filter(serial=serial).first()
    if found is None:
        return "unknown_device"
    if found.state == Device.State.RETIRED:
        return "retired"
    fits = constant_time_compare(signature(key(serial, found.key_generation), body), signed.lower())
    return "" if fits else "wrong_key"


@transaction.atomic
def register(serials: Iterable[str], *, by: str) -> dict[str, str]:
    """Takes devices into stock, and answers the key of each; one that is there stays as it is. Raises a Fault for a
    serial that cannot be one."""
    wanted = list(dict.fromkeys(serials))
    if not all(_SERIAL.fullmatch(one) for one in wanted):
        raise Fault(
            en="A serial is 1 to 32 letters, digits and hyphens: correct the list.",
            zh="设备编号由 1 至 32 位字母、数字和连字符组成：请更正清单。",
        )
    there = dict(Device.objects.filter(serial__in=wanted).values_list("serial", "key_generation"))
    new = [Device(serial=one, registered_by=by) for one in wanted if one not in there]
    Device.objects.bulk_create(new)
    if new:
        payload = {"devices": len(new)}
        ledger.record_batch(kind=events.REGISTERED, batch=f"devices/{new[0].serial}", by=by, payload=payload)
    return {one: key(one, there.get(one, 1)) for one in wanted}


@transaction.atomic
def renew_key(serial: str, *, by: str) -> str:
    """Gives a device its next key; the one before is worth nothing from now on. Raises NotHere."""
    found = _device(serial)
    found.key_generation += 1
    found.save(update_fields=["key_generation"])
    _told(events.RENEWED, found, by)
    return key(serial, found.key_generation)


@transaction.atomic
def bind(*, serial: str, dwelling: int, consented: bool, by: Reader) -> Binding:
    """Puts a device at a door, under the outbreak in force there. Bound there already, nothing changes. Raises
    NotAllowed, NotHere, NotInForce, and a Fault without consent, or for a device that is elsewhere or retired."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    home = registry.dwellings(by, "").filter(pk=dwelling).first()
    if home is None:
        raise NotHere.of("dwelling")
    found, in_force = _device(serial), active(home.area_code)
    if not in_force:
        raise NotInForce(
            en="No outbreak is in force at this door: nothing may be kept of who lives there.",
            zh="该住户所在区域没有生效的疫情：不得留存其数据。",
        )
    there = Binding.rows.filter(device=found, until=None).first()
    if there is not None and there.dwelling_id == dwelling:
        return there
    if there is not None or found.state == Device.State.RETIRED:
        raise Fault(
            en="This device is at another door, or retired: take it off there first, or choose another.",
            zh="该设备已装在其他住户或已停用：请先解绑，或换一台设备。",
        )
    if not consented:
        raise Fault(
            en="Ask those who live there first, and tick that they agreed: a sensor is fitted with consent alone.",
            zh="请先征得住户同意并勾选：未经同意不得安装。",
        )
    made = Binding.rows.create(
        device=found, outbreak=in_force[0], dwelling=home, area_code=home.area_code, consented=True, by=by.account
    )
    found.state, found.opened_at, found.open_since = Device.State.BOUND, None, None
    found.save(update_fields=["state", "opened_at", "open_since"])
    _told(events.BOUND, found, by.account, dwelling=dwelling, outbreak=in_force[0].pk)
    return made


@transaction.atomic
def unbind(*, binding: int, by: Reader) -> None:
    """Takes a device off its door: back into stock, what was told of the door closed. Twice is once. Raises
    NotAllowed, NotHere."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    found = Binding.rows.filter(pk=binding).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("binding")
    release([binding], by=by.account)


def release(bindings: Iterable[int], *, by: str) -> int:
    """Ends bindings that stand; answers how many. In the caller's transaction."""
    now, ended = clock.now(), 0
    for one in Binding.rows.select_for_update().filter(pk__in=list(bindings), until=None).select_related("device"):
        one.until, one.ended_by = max(now, one.since), by
        one.save(update_fields=["until", "ended_by"])
        device = one.device
        device.state, device.opened_at, device.open_since = Device.State.IN_STOCK, None, None
        device.save(update_fields=["state", "opened_at", "open_since"])
        alerts.end(one.pk, by=by)
        _told(events.UNBOUND, device, by, dwelling=one.dwelling_id, outbreak=one.outbreak_id)
        ended += 1
    return ended


@transaction.atomic
def retire(serial: str, *, by: str) -> None:
    """Puts a device out of use; what it says is taken no more. Raises NotHere, and a Fault while it is at a door."""
    found = _device(serial)
    if found.state == Device.State.BOUND:
        raise Fault(en="This device is at a door: take it off there first.", zh="该设备仍装在住户处：请先解绑。")
    if found.state == Device.State.IN_STOCK:
        found.state = Device.State.RETIRED
        found.save(update_fields=["state"])
        _told(events.RETIRED, found, by)


def _device(serial: str) -> Device:
    found = Device.objects.select_for_update().filter(serial=serial).first()
    if found is None:
        raise NotHere.of("device")
    return found


def _told(kind: str, device: Device, by: str, **payload: int) -> None:
    ledger.record(kind=kind, subject_kind="device", subject=device.pk, by=by, payload={"device": device.pk, **payload})

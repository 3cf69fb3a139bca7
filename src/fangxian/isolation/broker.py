"""The files of a broker that lets each device speak for itself alone (mosquitto 2): settings, passwords, rights. Pure.

A device signs in with its serial and its key and may write to its own topic; the platform signs in as `fangxian` and
may read them all. Nobody else gets in.
"""

import base64
import hashlib
import os
from collections.abc import Iterable

#: Where a device with this serial writes, and what the platform reads.
TOPIC, ALL = "fangxian/v1/doors/{serial}", "fangxian/v1/doors/+"
#: As whom the platform signs in.
PLATFORM = "fangxian"
#: Keys are random and long: what slows guessing down would only slow ten thousand devices down that come back at once.
_ROUNDS = 101


def settings(*, port: int, folder: str, user: str, host: str = "127.0.0.1") -> str:
    """mosquitto.conf. What waits for the platform is kept through a restart, and is not dropped while it is away. It
    runs as `user`, whose the files are."""
    return "\n".join(
        (
            "per_listener_settings false",
            f"listener {port} {host}",
            f"user {user}",
            "allow_anonymous false",
            f"password_file {folder}/passwords",
            f"acl_file {folder}/rights",
            "persistence true",
            f"persistence_location {folder}/",
            "autosave_interval 30",
            "max_queued_messages 500000",
            "max_inflight_messages 1000",
            "max_packet_size 8192",
            "set_tcp_nodelay true",
            "log_type error",
            "log_type warning",
            "",
        )
    )


def rights() -> str:
    """Who may do what: each device writes where its name says, the platform reads."""
    return f"user {PLATFORM}\ntopic read {ALL}\n\npattern write {TOPIC.format(serial='%u')}\n"


def passwords(keys: Iterable[tuple[str, str]]) -> str:
    """A line for each (name, password), as `mosquitto_passwd` writes it: PBKDF2 with SHA-512."""
    return "".join(f"{name}:{_hashed(password)}\n" for name, password in keys)


def _hashed(password: str) -> str:
    salt = os.urandom(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ROUNDS, 64)
    return f"$7${_ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"

"""An SFTP server of a department's, on loopback: paramiko's own server side over a folder of this machine."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko

USER, PASSWORD = "fangxian", "their-own-9-words"


@dataclass
class Machine:
    """The machine and its folder. `breaks`: after so many bytes that were read the connection ends, once each;
    `heard`: told of each thing that is asked ('list', 'open', 'read', 'mkdir', 'rename') before it is answered."""

    folder: Path
    key: paramiko.PKey
    port: int = 0
    authorised: paramiko.PKey | None = None
    breaks: list[int] = field(default_factory=list)
    read: int = 0
    transports: list[paramiko.Transport] = field(default_factory=list)
    heard: Callable[[str], None] = lambda _: None

    @property
    def host_key(self) -> str:
        """The line of its key file."""
        return f"{self.key.get_name()} {self.key.get_base64()}"

    def sent(self, many: int) -> None:
        """Counts the bytes that were read, and breaks off where it should."""
        self.read += many
        if self.breaks and self.read >= self.breaks[0]:
            self.breaks.pop(0)
            for one in self.transports:
                one.close()
            raise OSError("broken off")


@contextmanager
def serving(folder: Path) -> Iterator[Machine]:
    """The machine, with its folder as /drop."""
    machine = Machine(folder, paramiko.ECDSAKey.generate())
    listener = socket.create_server(("127.0.0.1", 0))
    machine.port = listener.getsockname()[1]
    thread = threading.Thread(target=_accept, args=(listener, machine), daemon=True)
    thread.start()
    try:
        yield machine
    finally:
        # Whoever waits for the next to call is woken by a call.
        socket.create_connection(("127.0.0.1", machine.port)).close()
        thread.join()
        listener.close()
        for one in machine.transports:
            one.close()


def _accept(listener: socket.socket, machine: Machine) -> None:
    while True:
        link, _ = listener.accept()
        transport = paramiko.Transport(link)
        transport.add_server_key(machine.key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Folder, machine)
        try:
            transport.start_server(server=_Door(machine))
        except (paramiko.SSHException, EOFError, OSError):
            link.close()
            return
        machine.transports.append(transport)


class _Door(paramiko.ServerInterface):
    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def check_auth_password(self, username: str, password: str) -> int:
        good = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        good = username == USER and key == self._machine.authorised
        return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Folder(paramiko.SFTPServerInterface):
    def __init__(self, server: Any, machine: Machine) -> None:
        super().__init__(server)
        self._machine = machine

    def _here(self, path: str) -> Path:
        return self._machine.folder / path.removeprefix("/drop").lstrip("/")

    def _told(self, act: Any) -> Any:
        try:
            return act()
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 1)

    def list_folder(self, path: str) -> Any:
        self._machine.heard("list")
        if not path.startswith("/drop"):
            return paramiko.SFTP_NO_SUCH_FILE
        return self._told(
            lambda: [paramiko.SFTPAttributes.from_stat(one.lstat(), one.name) for one in self._here(path).iterdir()]
        )

    def lstat(self, path: str) -> Any:
        return self._told(lambda: paramiko.SFTPAttributes.from_stat(self._here(path).lstat()))

    stat = lstat

    def mkdir(self, path: str, attr: Any) -> Any:
        self._machine.heard("mkdir")
        return self._told(lambda: self._here(path).mkdir()) or paramiko.SFTP_OK

    def rename(self, oldpath: str, newpath: str) -> Any:
        self._machine.heard("rename")
        return self._told(lambda: self._here(oldpath).rename(self._here(newpath)) and None) or paramiko.SFTP_OK

    def open(self, path: str, flags: int, attr: Any) -> Any:
        if flags & (os.O_WRONLY | os.O_RDWR):
            return paramiko.SFTP_PERMISSION_DENIED
        self._machine.heard("open")
        return self._told(lambda: _File(self._machine, self._here(path)))


class _File(paramiko.SFTPHandle):
    def __init__(self, machine: Machine, path: Path) -> None:
        super().__init__()
        self._machine = machine
        self.readfile = path.open("rb")

    def read(self, offset: int, length: int) -> Any:
        self._machine.heard("read")
        self._machine.sent(length)
        return super().read(offset, length)

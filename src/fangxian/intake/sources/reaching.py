"""The line to a folder on another machine: opened when it is first needed, and again after each trouble.

Trouble   passes perhaps: it does not answer, the connection broke
Fault     does not: another key than agreed, an account that is not taken, no such folder
"""

import errno
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import paramiko

from fangxian.intake.library import troubles
from fangxian.intake.library.connection import bearer
from fangxian.intake.received import Stamp
from fangxian.intake.sources.drop import Drop
from fangxian.intake.sources.naming import beside
from fangxian.lib.fault import Fault

_CONNECT = 15


class Line:
    """What lies in the folder, and the bytes of it."""

    def __init__(self, name: str, said: Drop) -> None:
        self._name = name
        self._said = said
        self._client: paramiko.SSHClient | None = None
        self._folder: paramiko.SFTPClient | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hangs up."""
        if self._client is not None:
            self._client.close()
        self._client = self._folder = None

    def files(self) -> dict[str, Stamp]:
        """The files of the folder, each with its size and time of change."""
        return self._asked(
            lambda folder: {
                one.filename: (int(one.st_size or 0), int(one.st_mtime or 0))
                for one in folder.listdir_attr(self._said.path)
                if stat.S_ISREG(one.st_mode or 0)
            }
        )

    def stamp(self, name: str) -> Stamp:
        """Size and time of change of a file as it is now."""
        found = self._asked(lambda folder: folder.lstat(self._at(name)))
        return int(found.st_size or 0), int(found.st_mtime or 0)

    def blocks(self, name: str, start: int, size: int) -> Iterator[bytes]:
        """The bytes of a file from `start` on, so many at once."""
        with self._asked(lambda folder: folder.open(self._at(name), "rb")) as file:
            self._asked(lambda _: file.seek(start))
            while block := self._asked(lambda _: file.read(size)):
                yield block

    def move(self, names: Sequence[str], where: str) -> None:
        """Moves files into a folder beside them, beside whatever bears the same name there."""
        self._asked(lambda folder: self._moved(folder, names, where))

    def _moved(self, folder: paramiko.SFTPClient, names: Sequence[str], where: str) -> None:
        home = f"{self._said.path.rstrip('/')}/{where}"
        there = set(folder.listdir(self._said.path))
        if where not in there:
            folder.mkdir(home)
        taken = set(folder.listdir(home))
        for name in (one for one in names if one in there):
            folder.rename(self._at(name), f"{home}/{beside(name, taken.__contains__)}")

    def _at(self, name: str) -> str:
        return f"{self._said.path.rstrip('/')}/{name}"

    def _asked[T](self, act: Callable[[paramiko.SFTPClient], T]) -> T:
        """What the other side says. Raises Trouble, or a Fault; no sentence repeats its words."""
        try:
            return act(self._opened())
        except (troubles.Trouble, Fault):
            self.close()
            raise
        except Exception as error:
            self.close()
            raise self._trouble(error) from None

    def _opened(self) -> paramiko.SFTPClient:
        if self._folder is None:
            said, client = self._said, paramiko.SSHClient()
            self._client = client
            where = said.host if said.port == 22 else f"[{said.host}]:{said.port}"
            key = self._host_key(where)
            client.get_host_keys().add(where, key.get_name(), key)
            client.connect(
                said.host, said.port, said.user, allow_agent=False, look_for_keys=False, timeout=_CONNECT,
                banner_timeout=_CONNECT, auth_timeout=said.seconds, channel_timeout=said.seconds, **self._credentials(),
            )  # fmt: skip
            self._folder = client.open_sftp()
            channel = self._folder.get_channel()
            assert channel is not None
            channel.settimeout(said.seconds)
        return self._folder

    def _host_key(self, where: str) -> paramiko.PKey:
        try:
            entry = paramiko.hostkeys.HostKeyEntry.from_line(f"{where} {self._said.host_key}")
        except Exception:
            entry = None
        if entry is None or entry.key is None:
            raise Fault(
                en=f"{self._name}: sftp.host_key is no key; write what the machine's own key file says.",
                zh=f"{self._name}：sftp.host_key 不是公钥；请按该主机公钥文件填写。",
            )
        return entry.key

    def _credentials(self) -> dict[str, Any]:
        if self._said.password_file:
            return {"password": bearer(Path(self._said.password_file))}
        path = Path(self._said.key_file)
        try:
            if path.stat().st_mode & 0o077:
                raise Fault(
                    en=f"{path.name}: others on this machine may read this key: chmod 600.",
                    zh=f"{path.name}：本机他人可读此密钥：请 chmod 600。",
                )
            return {"pkey": paramiko.PKey.from_path(path)}
        except (OSError, paramiko.SSHException, ValueError) as error:
            raise Fault(
                en=f"{path.name}: no private key without a password can be read there; see sftp.key_file.",
                zh=f"{path.name}：无法读取不设口令的私钥；请核对 sftp.key_file。",
            ) from error

    def _trouble(self, error: Exception) -> troubles.Trouble | Fault:
        name = self._name
        if isinstance(error, paramiko.BadHostKeyException) or "not found in known_hosts" in str(error):
            return Fault(
                en=f"{name}: the machine shows another key than sftp.host_key: it was set up anew, or it is another "
                "machine. Ask its office for its key before anything is sent there.",
                zh=f"{name}：对方主机的公钥与 sftp.host_key 不符：可能重装过，也可能是别的机器。请先向管理单位核实。",
            )
        if isinstance(error, paramiko.AuthenticationException):
            return Fault(
                en=f"{name}: the machine does not take our account; correct user and key_file or password_file, or ask "
                "for rights.",
                zh=f"{name}：对方拒绝了账号；请更正 user 与 key_file 或 password_file，或申请授权。",
            )
        if isinstance(error, OSError) and error.errno in (errno.ENOENT, errno.EACCES):
            return Fault(
                en=f"{name}: {self._said.path} is not there, or is not ours to read (or, with move, to write); correct "
                "sftp.path, or ask for rights.",
                zh=f"{name}：{self._said.path} 不存在或无权读取（move 时还须可写）；请更正 sftp.path 或申请授权。",
            )
        return troubles.Trouble("sftp", "the machine does not answer, or broke off", "对方主机无响应或连接中断")

"""A folder on another machine that a department puts its files into, as a source's file describes it.

The other machine is who it says only by its key, which is agreed beforehand; nothing is asked of one with another.
"""

from dataclasses import dataclass
from pathlib import Path

from fangxian.intake.sources import naming
from fangxian.intake.sources.naming import Taking
from fangxian.lib.described import wrong


@dataclass(frozen=True, kw_only=True)
class Drop(Taking):
    """Where it lies and how it is opened. `host_key`: what the machine's key file says, 'ssh-ed25519 AAAA...'; one of
    `key_file` and `password_file`, closed to others; `seconds` that the other side may be silent."""

    host: str
    user: str
    host_key: str
    port: int = 22
    key_file: str = ""
    password_file: str = ""
    seconds: int = 60


def judge(said: Drop, path: Path) -> None:
    """Raises a Fault that names the line of a source's file that cannot be."""
    naming.judge(said, path, "sftp")
    if not said.host or not said.user or not 0 < said.port < 65536 or said.seconds < 1:
        raise wrong(path, "sftp.host", "a host, a user, a port", "须写主机、账号和端口")
    if len(said.host_key.split()) < 2:
        raise wrong(
            path,
            "sftp.host_key",
            "what the machine's key file says, such as 'ssh-ed25519 AAAA...': ask its office, not the network",
            "须为该主机公钥，如 “ssh-ed25519 AAAA...”：向管理单位索取，不要从网络上取",
        )
    if bool(said.key_file) == bool(said.password_file):
        raise wrong(path, "sftp", "one of key_file and password_file", "key_file 与 password_file 须写且只写一个")

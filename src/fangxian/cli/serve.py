"""`fangxian serve`: the site of this installation, until Ctrl-C."""

import argparse
import errno
import os
import shutil
import socket
import sys
from pathlib import Path

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

#: Requests are short and wait for the database: a few threads in two processes keep two cores busy.
WORKERS, THREADS = 2, 4


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("serve", help=said("serve the site", "启动网站"))
    parser.add_argument("--host", default="127.0.0.1", help=said("where it listens", "监听地址"))
    parser.add_argument("--port", type=int, default=8000, help=said("on which port", "端口"))
    parser.add_argument("--workers", type=int, default=WORKERS, metavar="N", help=said("processes", "进程数"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Becomes the server; what it prints is the server's."""
    from fangxian.cli import installation

    installation.open_installation()
    refuse_taken(args.host, args.port)
    command = [
        *granian(),
        *("--interface", "wsgi", "--host", args.host, "--port", str(args.port), "--workers", str(args.workers)),
        *("--blocking-threads", str(THREADS), "--backpressure", str(THREADS * 16), "--no-ws", "--log-level", "warning"),
        installation.SETTINGS.replace("settings", "wsgi:application"),
    ]
    print(said(f"http://{args.host}:{args.port}/ (Ctrl-C ends it)", f"http://{args.host}:{args.port}/（Ctrl-C 停止）"))
    sys.stdout.flush()
    os.execv(command[0], command)


def refuse_taken(host: str, port: int) -> None:
    """Raises a Fault where something listens already: the server itself would share the port, and both would answer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Fault(
                    en=f"{host} port {port} cannot be listened on ({error.strerror}): choose another --host or --port.",
                    zh=f"无法监听 {host} 端口 {port}（{error.strerror}）：请改用其他 --host 或 --port。",
                ) from error
            raise Fault(
                en=f"Something answers on port {port} already, maybe this site: stop it, or choose another --port.",
                zh=f"端口 {port} 已被占用，可能本站已在运行：请先停止，或改用其他 --port。",
            ) from error


def granian() -> list[str]:
    """The server's program, beside this Python. Raises a Fault where it is not."""
    beside = Path(sys.executable).with_name("granian")
    found = str(beside) if beside.exists() else shutil.which("granian")
    if found is None:
        raise Fault(en="The server is not installed: run `make setup`.", zh="尚未安装服务器程序：请运行 `make setup`。")
    return [found]

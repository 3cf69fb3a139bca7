"""`fangxian sensors`: door sensors registered, the broker set up for them, their messages listened to."""

import argparse
import csv
import signal
import sys
from pathlib import Path

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

BROKER = "mqtt://127.0.0.1:1883"


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "sensors", help=said("door sensors: register, set up, listen", "门磁设备：登记、配置、接收")
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    register = acts.add_parser("register", help=said("take devices into stock, print their keys", "登记设备并打印密钥"))
    register.add_argument("serial", nargs="+", metavar="SERIAL", help=said("what is printed on it", "设备编号"))
    register.add_argument("--as", dest="account", default="shell", metavar="NAME", help=said("who does it", "经办人"))
    register.set_defaults(run=_register)
    renew = acts.add_parser("renew", help=said("give a device a new key", "更换设备密钥"))
    renew.add_argument("serial", metavar="SERIAL")
    renew.add_argument("--as", dest="account", default="shell", metavar="NAME", help=said("who does it", "经办人"))
    renew.set_defaults(run=_renew)
    retire = acts.add_parser("retire", help=said("put a device out of use", "停用设备"))
    retire.add_argument("serial", metavar="SERIAL")
    retire.add_argument("--as", dest="account", default="shell", metavar="NAME", help=said("who does it", "经办人"))
    retire.set_defaults(run=_retire)
    broker = acts.add_parser("broker", help=said("write the files of a mosquitto broker", "生成 mosquitto 配置文件"))
    broker.add_argument("folder", type=Path, metavar="DIR")
    broker.add_argument("--port", type=int, default=1883, help=said("where it listens", "监听端口"))
    broker.add_argument("--host", default="127.0.0.1", help=said("where it listens", "监听地址"))
    broker.set_defaults(run=_broker)
    listen = acts.add_parser(
        "listen", help=said("take in what devices send, until Ctrl-C", "接收设备上报，直至 Ctrl-C")
    )
    listen.add_argument("--broker", default=BROKER, metavar="URL", help=said("mqtt:// or mqtts://", "消息服务器地址"))
    listen.add_argument("--password", type=Path, metavar="FILE", help=said("holds the password", "密码文件"))
    listen.add_argument("--ca", type=Path, metavar="FILE", help=said("who signed its certificate", "签发证书"))
    listen.set_defaults(run=_listen)


def _register(args: argparse.Namespace) -> int:
    """Prints serial and key of each, as CSV: for whoever sets the devices up."""
    _open()
    from fangxian.isolation import actions

    _keys(actions.register(args.serial, by=args.account))
    return 0


def _renew(args: argparse.Namespace) -> int:
    _open()
    from fangxian.isolation import actions

    _keys({args.serial: actions.renew_key(args.serial, by=args.account)})
    return 0


def _retire(args: argparse.Namespace) -> int:
    _open()
    from fangxian.isolation import actions

    actions.retire(args.serial, by=args.account)
    return 0


def _broker(args: argparse.Namespace) -> int:
    _open()
    from fangxian.runs import doors

    folder = args.folder.resolve()
    many = doors.set_broker_up(folder, host=args.host, port=args.port)
    print(
        said(
            f"{many:,} devices may sign in. Start it: mosquitto -c {folder}/mosquitto.conf; tell one that runs: "
            f"kill -HUP. The platform's password: {folder}/platform",
            f"已为 {many:,} 台设备配置登录。启动：mosquitto -c {folder}/mosquitto.conf；运行中请发送 HUP 信号使其生效。"
            f"平台密码：{folder}/platform",
        ),
        file=sys.stderr,
    )
    return 0


def _listen(args: argparse.Namespace) -> int:
    _open()
    from fangxian.runs.mqtt import Broker, Listener

    try:
        password = args.password.read_text("utf-8").strip() if args.password else ""
    except OSError as error:
        raise Fault(
            en=f"{args.password} cannot be read ({error.strerror}): name the file that holds the password.",
            zh=f"无法读取 {args.password}（{error.strerror}）：请指定密码文件。",
        ) from error
    listener = Listener(Broker.of(args.broker, password=password, ca=args.ca), say=_say)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: listener.stop())
    heard = listener.run()
    _say(
        f"{heard.taken:,} events taken in, {heard.counted:,} only counted, {heard.set_aside:,} left with the broker.",
        f"收取 {heard.taken:,} 条，仅计数 {heard.counted:,} 条，留在消息服务器 {heard.set_aside:,} 条。",
    )
    return 0


def _open() -> None:
    from fangxian.cli import installation

    installation.open_installation()


def _keys(keys: dict[str, str]) -> None:
    written = csv.writer(sys.stdout, lineterminator="\n")
    written.writerow(["serial", "key"])
    written.writerows(keys.items())


def _say(en: str, zh: str) -> None:
    print(said(en, zh), file=sys.stderr, flush=True)

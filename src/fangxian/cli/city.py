"""`fangxian city`: the demo's city platform and national library, for `fetch` to be tried on."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    import ssl


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "city", help=said("run the demo's libraries of results", "运行演示用的市平台与国家结果库")
    )
    parser.add_argument(
        "district", type=Path, metavar="DIR", help=said("what `synth` drew", "synth 生成的区数据文件夹")
    )
    parser.add_argument("--host", default="127.0.0.1", help=said("where it listens", "监听地址"))
    parser.add_argument("--port", type=int, default=8646, help=said("on which port", "端口"))
    parser.add_argument(
        "--token", type=Path, metavar="FILE", help=said("asks for the token in this file", "要求出示此文件中的令牌")
    )
    parser.add_argument(
        "--play", default="", metavar="WORDS", help=said("what it does wrong, e.g. status:503*2,short", "按剧本出错")
    )
    parser.add_argument(
        "--certificate", type=Path, metavar="FILE", help=said("speaks https (PEM)", "启用 https（PEM）")
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help=said("the certificate's key", "证书私钥"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answers until Ctrl-C; tells each request's path and status."""
    from fangxian.intake.library.connection import bearer
    from fangxian.synth.city import City, holdings, parsed

    token = bearer(args.token) if args.token else ""
    if not token and args.host not in ("127.0.0.1", "::1", "localhost"):
        raise Fault(
            en="--host: beyond this machine it answers only with a token; give --token FILE.",
            zh="--host：对外监听须设令牌；请加 --token FILE。",
        )
    held, plays, tls = holdings.of_district(args.district), parsed(args.play), _tls(args)
    try:
        city = City(held, host=args.host, port=args.port, token=token, tls=tls, heard=_tell)
    except (OSError, OverflowError) as error:
        raise Fault(
            en=f"--port: {args.host}:{args.port} is taken or not ours; choose another port.",
            zh=f"--port：{args.host}:{args.port} 已被占用或不可用；请换一个端口。",
        ) from error
    city.script.play(plays)
    print(said(f"{city.url} (Ctrl-C ends it)", f"{city.url}（Ctrl-C 停止）"), flush=True)
    try:
        city.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        city.closing.set()
        city.server_close()
    return 0


def _tls(args: argparse.Namespace) -> "ssl.SSLContext | None":
    if args.certificate is None:
        return None
    from ssl import Purpose, create_default_context

    try:
        context = create_default_context(Purpose.CLIENT_AUTH)
        context.load_cert_chain(args.certificate, args.key, password="")
    except (OSError, ValueError) as error:
        raise Fault(
            en="--certificate, --key: they cannot be used; they are PEM, readable, the key without a password.",
            zh="--certificate、--key：不可用；须为可读的 PEM，私钥不设口令。",
        ) from error
    return context


def _tell(path: str, status: int) -> None:
    print(f"{status} {path}", file=sys.stderr, flush=True)

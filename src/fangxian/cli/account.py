"""`fangxian account`: the first accounts of an installation, and what there are. The rest is done on the site."""

import argparse
import getpass
import sys
from typing import TYPE_CHECKING

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.access.models import Account


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "account",
        help=said(
            "create an account, say its department, invite its owner again, appoint it, reset its second factor, "
            "list those there are",
            "开设账号、设置所属部门、重发开通码、任职、重置动态口令、列出账号",
        ),
    )
    parser.add_argument("act", choices=list(ACTS), help=said("what to do", "操作"))
    parser.add_argument("username", nargs="?", default="", help=said("the account's name", "账号名"))
    parser.add_argument("--name", default="", help=said("create: the person's name", "开设：姓名"))
    parser.add_argument("--unit", default="", help=said("create: the office they work for", "开设：单位"))
    parser.add_argument(
        "--department",
        default="",
        help=said(
            "create, department: for whom they work, of contracts/departments.toml",
            "开设、部门：所属部门代号，见 contracts/departments.toml",
        ),
    )
    parser.add_argument(
        "--type-password",
        action="store_true",
        help=said("create: type a password instead of having a code made", "开设：自行输入密码，而不是生成开通码"),
    )
    parser.add_argument("--role", default="", help=said("appoint: a role of roles.toml", "任职：岗位，见 roles.toml"))
    parser.add_argument("--area", default="", help=said("appoint: an area code", "任职：区划代码"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Does the one act; a code that was made is shown once, alone on standard output."""
    from fangxian.cli import installation

    installation.open_installation(migrate=args.act != "list")
    if args.act != "list" and not args.username:
        raise Fault(
            en=f"Which account? fangxian account {args.act} NAME",
            zh=f"哪个账号？fangxian account {args.act} 账号名",
        )
    ACTS[args.act](args)
    return 0


def _create(args: argparse.Namespace) -> None:
    from fangxian.access import actions
    from fangxian.access.reader import SHELL

    typed = _typed() if args.type_password else ""
    made = actions.create_account(
        username=args.username, name=args.name, unit=args.unit, department=args.department, password=typed, by=SHELL
    )
    print(said(f"Account {args.username} was created.", f"已开设账号 {args.username}。"), file=sys.stderr)
    if made.code:
        _print_code(made.code)


def _department(args: argparse.Namespace) -> None:
    from fangxian.access import actions
    from fangxian.access.reader import SHELL

    actions.set_department(account=args.username, department=args.department, by=SHELL)
    none = said("no department", "无所属部门")
    print(said(f"{args.username}: {args.department or none}.", f"{args.username}：{args.department or none}。"),
          file=sys.stderr)  # fmt: skip


def _invite(args: argparse.Namespace) -> None:
    from fangxian.access import actions
    from fangxian.access.reader import SHELL

    _print_code(actions.invite(account=args.username, by=SHELL))


def _print_code(code: str) -> None:
    from fangxian.access.codes import VALID

    print(
        said(
            f"Its owner chooses a password at /invitation/ with this code, shown this once, within {VALID.days} days:",
            f"本人在 {VALID.days} 天内凭此码在 /invitation/ 设置密码（仅显示一次）：",
        ),
        file=sys.stderr,
    )
    print(code)


def _appoint(args: argparse.Namespace) -> None:
    from fangxian.access import actions
    from fangxian.access.reader import SHELL

    made = actions.appoint(account=args.username, role=args.role, area=args.area, by=SHELL)
    print(
        said(f"{args.username}: {made.role} in {made.area}.", f"{args.username}：{made.area} {made.role}。"),
        file=sys.stderr,
    )


def _reset_factor(args: argparse.Namespace) -> None:
    from fangxian.access import actions
    from fangxian.access.reader import SHELL

    actions.reset_second_factor(account=args.username, by=SHELL)
    print(
        said(
            f"{args.username} sets up another second factor at the next sign-in. Whoever has the shell did this; it is "
            "in the audit.",
            f"{args.username} 下次登录时须重新设置动态口令。此操作由命令行执行，已记入审计。",
        ),
        file=sys.stderr,
    )


def _list(_: argparse.Namespace) -> None:
    from fangxian.access import queries

    for account in queries.accounts():
        who = f"{account.department or '-'}  {account.name} {account.unit}"
        print(f"{account.username:<20} {_state(account):<8} {_held(account)}  {who}".rstrip())


def _state(account: "Account") -> str:
    if not account.is_active:
        return said("closed", "已停用")
    return said("demo", "演示") if account.demo else said("open", "正常")


def _held(account: "Account") -> str:
    from fangxian.access import queries

    held = queries.standing(account.username)
    return ", ".join(f"{role} {area}" for role, areas in held.items() for area in areas) or "-"


def _typed() -> str:
    first = getpass.getpass(said("Password: ", "密码："))
    if getpass.getpass(said("Again: ", "再次输入：")) != first:
        raise Fault(en="The two passwords differ: run the command again.", zh="两次输入的密码不一致：请重新运行命令。")
    return first


#: What can be done, by its name on the command line.
ACTS = {
    "create": _create, "department": _department, "invite": _invite, "appoint": _appoint,
    "reset-factor": _reset_factor, "list": _list,
}  # fmt: skip

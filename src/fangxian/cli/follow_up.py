"""`fangxian follow-up`: a list put forward and approved, why somebody is followed, what is overdue, all worked
out anew."""

import argparse
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fangxian.cli.language import language, said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.access.reader import Reader
    from fangxian.programme.actions import Joining
    from fangxian.runs.follow_up import Why
    from fangxian.runs.preview import Preview

#: The exit code where something stood otherwise.
OTHERWISE = 2


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("follow-up", help=said("who is followed, and why", "谁被纳管，为何"))
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    enrol = acts.add_parser("enrol", help=said("put a list forward", "提交纳管名单"))
    enrol.add_argument(
        "file", type=Path, metavar="FILE", help=said("identity numbers, one a line", "身份证号，每行一人")
    )
    enrol.add_argument(
        "--class", dest="person_class", required=True, metavar="NAME", help=said("of people", "人员类别")
    )
    enrol.add_argument("--from", dest="anchor", required=True, metavar="TIME", help=said("counted from", "起算时间"))
    enrol.add_argument("--rests-on", required=True, metavar="TEXT", help=said("a report, a list", "依据（文号、报告）"))
    enrol.add_argument("--preview", action="store_true", help=said("only say what it would do", "仅预览后果，不提交"))
    enrol.add_argument("--by", required=True, metavar="NAME", help=said("whose act it is", "经办账号"))
    for name, words in (("approve", ("let a list in", "批准名单")), ("refuse", ("say no to a list", "不批准名单"))):
        act = acts.add_parser(name, help=said(*words))
        act.add_argument("list", type=int, metavar="LIST", help=said("as `enrol` told it", "名单编号"))
        act.add_argument(
            "--as", dest="account", required=True, metavar="ACCOUNT", help=said("by password", "另一人账号")
        )
    why = acts.add_parser("why", help=said("why somebody is followed, or is not", "为何（未）被纳管、赋码"))
    why.add_argument("person", type=int, metavar="PERSON", help=said("the key of their page", "人员页面的编号"))
    why.add_argument("--at", metavar="TIME", help=said("at this moment (now)", "当时（默认现在）"))
    why.add_argument("--by", required=True, metavar="NAME", help=said("who asks", "查询账号"))
    acts.add_parser("overdue", help=said("what is overdue, by area and duty", "逾期事项，按区划与事项"))
    acts.add_parser("rebuild", help=said("decide all anew from the evidence", "按佐证重新判定"))
    for name in ("enrol", "why", "overdue", "rebuild"):
        acts.choices[name].add_argument(
            "--outbreak", type=int, metavar="N", help=said("which (the active one)", "疫情编号（默认生效的）")
        )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Does one act; 2 where `rebuild` found anything otherwise."""
    from fangxian.cli import installation

    installation.open_installation()
    acts = {"enrol": _enrol, "approve": _decide, "refuse": _decide, "why": _why, "overdue": _overdue}
    return _rebuild(args) if args.act == "rebuild" else acts[args.act](args)


def _enrol(args: argparse.Namespace) -> int:
    from fangxian.access.queries import reader
    from fangxian.lib import clock
    from fangxian.programme import actions
    from fangxian.runs.preview import preview

    by, (outbreak, _) = reader(args.by), _outbreak(args)
    anchor = _moment("--from", args.anchor) or clock.now()
    people = list(_people(args.file, anchor, args.rests_on, by))
    origin = f"list/{clock.now():%Y%m%d%H%M%S}/{by.account}"[:64]

    asked = partial(actions.propose, outbreak=outbreak, person_class=args.person_class, people=people, origin=origin)

    def in_force() -> None:
        # As it would be once a second person had approved it.
        actions.refuse(roll=asked(by=by).pk, by=by)
        actions.enrol(outbreak=outbreak, person_class=args.person_class, people=people, origin=origin, by=by.account)

    _foreseen(preview(in_force))
    if not args.preview:
        made = asked(by=by)
        left = sum(made.skipped.values())
        print(
            said(
                f"List {made.pk} waits for a second person: {made.people:,} people, {left:,} left out. "
                f"`fangxian follow-up approve {made.pk} --as ACCOUNT`",
                f"名单 {made.pk} 待另一人批准：{made.people:,} 人，未列入 {left:,} 人。"
                f"运行 `fangxian follow-up approve {made.pk} --as 账号`",
            )
        )
    return 0


def _people(path: Path, anchor: datetime, rests_on: str, by: "Reader") -> "list[Joining]":
    """Whom a list means. Raises a Fault that names the lines that mean nobody; never what they say."""
    from fangxian.programme.actions import Joining
    from fangxian.runs import lists

    try:
        lines = [line for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(
            en=f"{path.name} cannot be read: give a text file in UTF-8 with one identity number a line.",
            zh=f"{path.name} 无法读取：请提供 UTF-8 文本文件，每行一个身份证号。",
        ) from error
    return [
        Joining(person, anchor, {"rests_on": rests_on, "line": place})
        for place, person in enumerate(lists.people(lines, by=by, file=path.name), 1)
    ]


def _foreseen(would: "Preview") -> None:
    """What approving would do."""
    from fangxian.healthcode.rules import states

    print(
        said(
            f"Approved, it enrols {len(would.started):,} people and opens {len(would.opened):,} tasks.",
            f"批准后纳管 {len(would.started):,} 人，新增任务 {len(would.opened):,} 项。",
        )
    )
    for (was, now), many in sorted(would.counts.items()):
        before, after = states()[was], states()[now]
        print(said(f"  codes {before.en} > {after.en}: {many:,}", f"  健康码 {before.zh} > {after.zh}：{many:,} 人"))


def _decide(args: argparse.Namespace) -> int:
    from fangxian.cli.vouching import vouched
    from fangxian.programme import actions

    by = vouched(args.account)
    if args.act == "refuse":
        actions.refuse(roll=args.list, by=by)
        print(said(f"List {args.list} was not approved.", f"名单 {args.list} 未批准。"))
        return 0
    made = actions.approve(roll=args.list, by=by)
    print(said(f"List {made.pk}: {made.people:,} people are followed.", f"名单 {made.pk}：已纳管 {made.people:,} 人。"))
    return 0


def _why(args: argparse.Namespace) -> int:
    from fangxian.access import gate
    from fangxian.access.faults import NotAllowed, NotHere
    from fangxian.access.queries import reader
    from fangxian.healthcode.explaining import explain
    from fangxian.lib import clock
    from fangxian.registry.queries import known_to
    from fangxian.runs import follow_up

    by, at, (outbreak, _) = reader(args.by), _moment("--at", args.at) or clock.now(), _outbreak(args)
    if not by.can("programme.read"):
        raise NotAllowed.of("programme.read")
    if args.person not in known_to(by, [args.person]):
        raise NotHere.of("person")
    gate.listed(by, kind="person", subjects=[args.person], list="why")
    found = follow_up.why(args.person, outbreak=outbreak, at=at)
    if not found:
        print(said("On no list at that moment.", "当时不在任何名单上。"))
    for one in found:
        print(_sentence(one))
    told = explain(args.person, at, language())
    print(told.sentence)
    for each in told.standing:
        print(f"  {each.lays} · {each.called} · {each.rule} · {'; '.join(each.evidence)}")
    return 0


def _sentence(one: "Why") -> str:
    from fangxian.lib import clock

    done = sum(state == "met" for state, _ in one.due.values())
    wanting = sum(state == "overdue" and fact is None for state, fact in one.due.values())
    since = f"{one.since.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"
    return said(
        f"{one.person_class} since {since}, by {one.origin}: {one.stage or '-'}; of {len(one.due)} things due "
        f"{done} were done, {wanting} overdue" + (f"; ended: {one.ended}" if one.ended else "") + ".",
        f"{one.person_class}，自 {since}，依据 {one.origin}：{one.stage or '—'}；应做 {len(one.due)} 项，"
        f"已做 {done} 项，逾期 {wanting} 项" + (f"；已结束：{one.ended}" if one.ended else "") + "。",
    )


def _overdue(args: argparse.Namespace) -> int:
    from fangxian.access.reader import Reader
    from fangxian.cli.table import aligned
    from fangxian.programme import queries
    from fangxian.registry.queries import area_names

    outbreak, area_code = _outbreak(args)
    found = queries.wanting(Reader("shell", areas=("",)), area_code, outbreak)
    if not found:
        print(said("Nothing is overdue.", "没有逾期事项。"))
        return 0
    names = area_names(area for area, _ in found)
    heads = [said("area", "区划"), said("duty", "事项"), said("overdue", "逾期")]
    aligned([heads, *([names.get(area, area), duty, f"{many:,}"] for (area, duty), many in sorted(found.items()))])
    print(said(f"{sum(found.values()):,} things are overdue.", f"逾期 {sum(found.values()):,} 项。"))
    return 0


def _rebuild(args: argparse.Namespace) -> int:
    from fangxian.runs import follow_up

    outbreak, _ = _outbreak(args)
    found = follow_up.from_scratch(outbreak, by="shell")
    print(
        said(
            f"{found.obligations:,} things due stood otherwise than the evidence says, {found.restrictions:,} "
            f"restrictions, and the codes of {found.codes:,} people; the codes of {found.people:,} were written anew.",
            f"与佐证不一致：应做事项 {found.obligations:,} 项，管控措施 {found.restrictions:,} 项，"
            f"健康码 {found.codes:,} 人，均已更正；"
            f"健康码已重算 {found.people:,} 人。",
        )
    )
    return 0 if found.as_it_was else OTHERWISE


def _outbreak(args: argparse.Namespace) -> tuple[int, str]:
    """(key, area code) of the outbreak that is meant."""
    from fangxian.outbreak.queries import active

    found = [one for one in active() if args.outbreak in (None, one.pk)]
    if len(found) != 1:
        raise Fault(
            en=f"{len(found)} outbreaks are active: two people have to activate one, or name it with --outbreak.",
            zh=f"有 {len(found)} 个生效的疫情：须先由两人启动疫情，或用 --outbreak 指明。",
        )
    return found[0].pk, found[0].area_code


def _moment(option: str, text: str | None) -> datetime | None:
    from fangxian.cli.compare import moment
    from fangxian.lib import clock

    found = moment(option, text, closing=False)
    return found and found.replace(tzinfo=clock.LOCAL)

"""Departments' files of a small district, as departments write them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AREAS = """区划代码,名称
230108,平房区
230108001,兴建街道
230108001002,青年社区
230108001002001,第一网格
230108001002002,第二网格
"""
COMPOUNDS = """小区编码,小区名称,社区编码,地址,经度,纬度
C001,阳光花园,230108001002,平房区友协大街1号,126.63,45.60
"""
DWELLINGS = """房屋编码,小区编码,小区名称,楼栋,单元,楼层,房号,房屋类型,网格编码,地址,经度,纬度
F1,C001,阳光花园,1,1,1,101,住宅,230108001002001,哈尔滨市平房区兴建街道青年社区阳光花园1号楼1单元101室,126.6301,45.6001
F2,C001,阳光花园,1,1,2,201,住宅,230108001002001,哈尔滨市平房区兴建街道青年社区阳光花园1号楼1单元201室,126.6301,45.6001
F3,C001,阳光花园,2,1,1,101,住宅,230108001002002,哈尔滨市平房区兴建街道青年社区阳光花园2号楼1单元101室,126.6311,45.6002
"""
REGISTER = """户号,与户主关系,姓名,性别,出生日期,公民身份号码,户籍地址,迁入日期
H1,户主,张伟,男,1990-03-07,{zhang},哈尔滨市平房区兴建街道青年社区阳光花园1号楼1单元101室,2015-05-01
H1,妻,李娜,女,1992-01-01,{li},哈尔滨市平房区兴建街道青年社区阳光花园1号楼1单元101室,2016-05-01
H2,户主,王芳,女,1960-01-01,{wang},哈尔滨市平房区兴建街道青年社区阳光花园1号楼1单元201室,2001-05-01
"""
CENSUS = """姓名,性别,出生日期,证件号码,联系电话,现住址,网格编码,居住性质,入住日期
张伟,男,1990/3/7,{zhang},138 1234 5678,阳光花园1-1-101,230108001002001,自有,2015-05-01
李娜,女,1992/1/1,{li},13912345678,阳光花园1栋1单元101,230108001002001,自有,2016-05-01
赵敏,女,1995/6/1,{zhao},13712345678,阳光花园2号楼1单元101,230108001002002,租住,2022-03-01
"""
GROUPS = """姓名,身份证号,类别,等级,认定日期
王芳,{wang},空巢老人,,2020-01-01
孙悟空,{sun},残疾,二级,2020-01-01
"""


def number(seventeen: str) -> str:
    """Seventeen digits with the check character that belongs to them."""
    from fangxian.terms.resident_id import check_value

    return seventeen + "0123456789X"[check_value(int(seventeen))]


NUMBERS = {
    "zhang": number("23010819900307001"),
    "li": number("23010819920101002"),
    "wang": number("23010819600101002"),
    "zhao": number("22010219950601004"),
    "sun": number("23010819500101003"),
}


def write(folder: Path, **texts: str) -> list[Path]:
    """Writes the files, each `{name}` in place of its number; a text of None leaves a file out."""
    said = {
        "区划": AREAS,
        "小区": COMPOUNDS,
        "房屋": DWELLINGS,
        "户籍": REGISTER,
        "实有人口": CENSUS,
        "重点人群": GROUPS,
        **texts,
    }
    folder.mkdir(exist_ok=True)
    paths = []
    for name, text in said.items():
        path = folder / f"{name}.csv"
        path.write_text(text.format(**NUMBERS), encoding="gb18030" if name == "户籍" else "utf-8")
        paths.append(path)
    return paths


def load_confirmed(paths: list[Path], **said: object) -> None:
    """Loads files; where a list is stopped because it is far off its usual length, a second person lets it through."""
    from tests.signed_in import account

    from fangxian.access.models import Account
    from fangxian.access.queries import reader
    from fangxian.catalogue import actions
    from fangxian.catalogue.models import Stop
    from fangxian.exchange.usual import Stopped
    from fangxian.runs import loading

    try:
        loading.load(paths, **said)  # type: ignore[arg-type]
    except Stopped:
        if not Account.objects.filter(username="second").exists():
            account("data_steward", name="second")
        actions.confirm(stop=Stop.objects.get(state="waiting").pk, by=reader("second"))
        loading.go_on(by="second")


@contextmanager
def loading_elsewhere() -> Iterator[None]:
    """Somebody else has the turn, over a connection of their own."""
    from django.db import connection

    from fangxian.exchange import turns

    taken, over = threading.Event(), threading.Event()

    def load() -> None:
        with turns.turn():
            taken.set()
            over.wait(60)
        connection.close()

    other = threading.Thread(target=load)
    other.start()
    assert taken.wait(60)
    try:
        yield
    finally:
        over.set()
        other.join()

"""How each round's file is laid out: its headings, encoding, spelling of times and of pools, as laboratories differ."""

from dataclasses import dataclass

#: Canonical columns in the order of the file.
COLUMNS = ("name", "id_number", "phone", "sampled_at", "result", "pool_mode", "site", "tube")
_USUAL = ("姓名", "证件号码", "手机号", "采样时间", "检测结果", "混采方式", "采样点", "管号")


@dataclass(frozen=True, slots=True)
class Layout:
    """`times` is a strftime pattern; `pools` the word for each size of tube; `address` adds a column 现住址.

    `title` are lines above the headings, as a merged title leaves them in an exported sheet.
    """

    encoding: str = "utf-8"
    headings: tuple[str, ...] = _USUAL
    times: str = "%Y-%m-%d %H:%M:%S"
    pools: tuple[str, str, str, str] = ("单采", "5混1", "10混1", "20混1")
    negative: str = "阴性"
    address: bool = False
    title: tuple[str, ...] = ()


_LAB = ("受检人姓名", "身份证号", "联系电话", "采集时间", "结果", "采样方式", "采集点", "试管号")
_OLD = ("姓名", "身份证号码", "电话", "采样日期", "核酸检测结果", "混采方式", "采样点名称", "试管编号")
_ENGLISH = ("name", "id_number", "phone", "sampled_at", "result", "pool_mode", "site", "tube")
#: Rounds that are not as usual.
_OTHERS = {
    3: Layout(encoding="gb18030", headings=_OLD, times="%Y/%m/%d %H:%M"),
    4: Layout(pools=("单人单管", "5合1", "10合1", "20合1")),
    5: Layout(encoding="utf-8-sig", headings=_LAB),
    6: Layout(headings=_LAB, times="%Y%m%d%H%M%S"),
    7: Layout(address=True),
    8: Layout(times="%Y年%m月%d日 %H:%M:%S", pools=("单管", "五混一", "十混一", "二十混一")),
    9: Layout(headings=_ENGLISH, times="%Y-%m-%dT%H:%M:%S"),
    10: Layout(title=("平房区区域核酸检测结果（第十轮）,,,,,,,", "导出单位：检测信息平台,,,,,,,")),
    11: Layout(encoding="gb18030", negative="阴性(-)"),
    12: Layout(headings=_OLD, pools=("1:1", "5:1", "10:1", "20:1"), address=True),
}


def of_round(number: int) -> Layout:
    """The layout of the `number`-th round (from 1)."""
    return _OTHERS.get(number, Layout())

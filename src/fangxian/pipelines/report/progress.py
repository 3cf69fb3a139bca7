"""The round hour by hour: samples taken, and the share of residents reached."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fangxian.measures.coverage import HourCount, Hours
from fangxian.pipelines.report.bilingual import both, number, paragraph, percent
from fangxian.pipelines.report.charts import ceiling, columns_and_line
from fangxian.pipelines.report.tables import Column, table

#: The most labels that stand under the columns.
LABELS = 14


def hours(counted: Hours) -> str:
    """The section: what the hours say in words, the drawing, the table behind it, and what is left out."""
    if not counted.counts:
        nothing = "No sample has a usable time: there are no hours to count."
        return paragraph("没有可用的采样时间，无法按时段计数。", nothing, "empty") + _left_out(counted)
    return _told(counted) + _drawn(counted) + _listed(counted) + _left_out(counted)


def _told(counted: Hours) -> str:
    peak = max(counted.counts, key=lambda hour: hour.samples)
    zh = f"采样最多：{_from_to(peak, counted)}，{number(peak.samples)} 份。"
    en = f"Busiest: {_from_to(peak, counted)}, {number(peak.samples)} samples."
    for half, share in ((50, 2), (90, 10 / 9)):
        reached = next((hour for hour in counted.counts if hour.cumulative * share >= counted.everybody > 0), None)
        if reached:
            moment = _end(reached, counted)
            zh += f"到 {moment}，已检人数过 {half}%。"
            en += f" By {moment}, {half}% of residents had been tested."
    return paragraph(zh, en, "lead")


def _drawn(counted: Hours) -> str:
    slots = counted.counts
    top = ceiling(max(hour.samples for hour in slots))
    tops = [f"{_when(hour, counted)} · {number(hour.samples)} · {_share(hour, counted)}" for hour in slots]
    plot = columns_and_line(
        [hour.samples for hour in slots], tops, [counted.share(hour) for hour in slots], labelled_by="hours-drawn"
    )
    left = "".join(f"<span>{number(top * quarter // 4)}</span>" for quarter in (4, 3, 2, 1, 0))
    right = "".join(f"<span>{quarter * 25}%</span>" for quarter in (4, 3, 2, 1, 0))
    last = slots[-1]
    unit = both("每小时采样份数（左轴）", "Samples each hour (left)")
    if counted.unit == "day":
        unit = both("每日采样份数（左轴）", "Samples each day (left)")
    reached = both("已检人数占应检，累计（右轴）", "Share of residents tested so far (right)")
    return (
        '<figure class="hours"><figcaption id="hours-drawn"><ul class="legend">'
        f'<li><i class="key samples"></i>{unit}</li>'
        f'<li><i class="key line"></i>{reached} <b>{_share(last, counted)}</b></li></ul></figcaption>'
        f'<div class="axes"><div class="axis">{left}</div>{plot}<div class="axis">{right}</div>'
        f'<div class="ticks">{_ticks(slots, counted)}</div></div></figure>'
    )


def _ticks(slots: Sequence[HourCount], counted: Hours) -> str:
    """Labels under every so many columns; every other one gives way on a narrow screen."""
    every = -(-len(slots) // LABELS)
    ticks = []
    for place, slot in enumerate(range(0, len(slots), every)):
        hour = slots[slot]
        text = f"{hour.start:%m-%d}" if counted.unit == "day" else f"{hour.start:%H}"
        day = counted.unit == "hour" and (slot == 0 or slots[slot - every].start.date() != hour.start.date())
        under = f"<small>{hour.start:%m-%d}</small>" if day else ""
        odd = ' class="odd"' if place % 2 else ""
        ticks.append(f'<span{odd} style="left:{(slot + 0.5) / len(slots) * 100:.2f}%">{text}{under}</span>')
    return "".join(ticks)


def _listed(counted: Hours) -> str:
    columns = [
        Column(both("时段", "Hour") if counted.unit == "hour" else both("日期", "Day")),
        Column(both("采样份数", "Samples"), "n"),
        Column(both("新检到的人", "People first reached"), "n"),
        Column(both("累计已检", "Tested so far"), "n"),
        Column(both("占应检", "Of residents"), "n strong"),
    ]
    rows = [
        [
            _when(hour, counted),
            number(hour.samples),
            number(hour.people),
            number(hour.cumulative),
            _share(hour, counted),
        ]
        for hour in counted.counts
    ]
    title = (
        both("各时段数字", "The figures by hour") if counted.unit == "hour" else both("各日数字", "The figures by day")
    )
    empty = paragraph("没有数字。", "There are none.")
    return f"<details><summary>{title}</summary>{table(title, columns, rows, empty=empty, kind='narrow')}</details>"


def _left_out(counted: Hours) -> str:
    zh, en = [], []
    timeless = counted.reached - (counted.counts[-1].cumulative if counted.counts else 0)
    for count, chinese, english in (
        (counted.without_time, "份样本没有可辨认的时间", "samples have no readable time"),
        (counted.outside_window, "份在本轮时段之外", "lie outside the round's window"),
        (counted.misdated, "份的时间在未来，或远离其余样本", "are dated in the future or far from all others"),
        (timeless, "名已检居民因此不在累计线上", "tested residents are therefore not in the line"),
    ):
        if count:
            zh.append(f"{number(count)} {chinese}")
            en.append(f"{number(count)} {english}")
    if not zh:
        return paragraph("所有样本都在图中。", "Every sample is in the drawing.", "note")
    return paragraph("图外：" + "；".join(zh) + "。", "Not in the drawing: " + "; ".join(en) + ".", "note")


def _share(hour: HourCount, counted: Hours) -> str:
    return percent(hour.cumulative, counted.everybody)


def _when(hour: HourCount, counted: Hours) -> str:
    return f"{hour.start:%m-%d}" if counted.unit == "day" else f"{hour.start:%m-%d %H:00}"


def _from_to(hour: HourCount, counted: Hours) -> str:
    return f"{hour.start:%m-%d}" if counted.unit == "day" else f"{hour.start:%H:00}–{_after(hour):%H:00}"


def _end(hour: HourCount, counted: Hours) -> str:
    return f"{hour.start:%m-%d}" if counted.unit == "day" else f"{_after(hour):%m-%d %H:00}"


def _after(hour: HourCount) -> datetime:
    return hour.start + timedelta(hours=1)

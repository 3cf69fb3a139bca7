"""What the pharmacies of a drawn district send: who took drugs of the four kinds in its last days, dirt and all.

One in a hundred residents, most for themselves. The names of pharmacies and drugs are usual ones, of no real shop.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

#: One resident in so many, over so many days before.
ONE_IN, DAYS = 100, 5
HEADER = (
    *("用药人姓名", "用药人身份证号", "用药人电话", "现住址", "购药人姓名", "购药人身份证号"),
    *("药店名称", "药品名称", "药品类别", "数量", "购药时间", "症状"),
)
_DRUGS = (
    *(("布洛芬缓释胶囊", "退热"), ("对乙酰氨基酚片", "退热"), ("复方甘草片", "止咳"), ("右美沙芬糖浆", "止咳")),
    *(("奥司他韦胶囊", "抗病毒"), ("连花清瘟胶囊", "抗病毒"), ("阿莫西林胶囊", "抗生素"), ("头孢克肟片", "抗生素")),
)
_SHOPS = (
    *("向阳大药房", "友协药店", "保国惠民药房"),
    *("新疆大街药店", "联盟康复大药房", "平新百姓药房"),
)
_SYMPTOMS = ("无", "", "发热", "咳嗽", "咽痛", "发热、乏力")
_WEIGHTS = (50, 20, 10, 12, 6, 2)


def write(residents: Path, out: Path, *, seed: int, until: datetime) -> Path:
    """Writes the file of the purchases up to a local moment; the same arguments write the same. Answers its path."""
    dice = random.Random(f"{seed}/pharmacies")
    with residents.open(encoding="utf-8-sig", newline="") as file:
        people = [row for row in csv.DictReader(file) if row["公民身份号码"]]
    chosen = dice.sample(people, max(len(people) // ONE_IN, 1))
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="gb18030", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows(dice, chosen, people, until))
    return out


def _rows(
    dice: random.Random, chosen: Sequence[dict[str, str]], people: Sequence[dict[str, str]], until: datetime
) -> Iterator[tuple[object, ...]]:
    for one in chosen:
        drug, kind = dice.choice(_DRUGS)
        at = until - timedelta(minutes=dice.randrange(DAYS * 24 * 60))
        buyer = dice.choice(people) if dice.random() < 0.15 else None
        row = (
            *(one["姓名"], _number(dice, one["公民身份号码"]), one["联系电话"], one["现住址"]),
            *((buyer["姓名"], buyer["公民身份号码"]) if buyer else ("", "")),
            *(dice.choice(_SHOPS), drug, kind, f"{dice.randint(1, 3)}盒", at.strftime("%Y-%m-%d %H:%M")),
            dice.choices(_SYMPTOMS, _WEIGHTS)[0],
        )
        yield row
        if dice.random() < 0.02:  # rung up twice
            yield row


def _number(dice: random.Random, number: str) -> str:
    """A number as it is typed at a till: now and then in groups, with a slip, or not at all."""
    chance = dice.random()
    if chance < 0.03:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    if chance < 0.05:
        place = dice.randrange(6, 17)
        return number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    return "" if chance < 0.06 else number

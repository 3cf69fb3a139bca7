"""A dataset of an installation's own, as a data officer writes its contract, and files of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAME = "school_absences"
#: A contract that is in order.
TEXT = """apiVersion: v3.0.2
kind: DataContract
id: 8c6f5c5e-2a51-4c5a-9d41-6f0f0f1f6a11
name: school_absences
version: 1.0.0
status: active
domain: education
team:
  - {name: 区教育局, role: owner}
slaProperties:
  - {property: frequency, value: 1, unit: d}
customProperties:
  - {property: sharing, value: conditional}
description:
  purpose: Pupils who are absent for illness.
  usage: An early sign of an outbreak in a school.
  limitations: A parent's word.
schema:
  - name: school_absences
    businessName: 因病缺课
    logicalType: object
    description: One pupil on one day a row.
    customProperties:
      - property: key
        value: [number, day]
    properties:
      - name: name
        businessName: 学生姓名
        logicalType: string
        required: true
        classification: scrub
        description: The pupil's name.
        quality:
          - {type: custom, engine: fangxian, implementation: missing}
        customProperties:
          - {property: term, value: name}
          - {property: synonyms, value: [[学生姓名, 缺课学生, pupil]]}
      - name: id_number
        businessName: 身份证号
        logicalType: string
        required: true
        classification: scrub
        description: The pupil's number.
        customProperties:
          - {property: term, value: id_number}
          - {property: synonyms, value: [[身份证号, 证件号码, id_number]]}
      - name: day
        businessName: 缺课日期
        logicalType: date
        required: true
        classification: scrub
        description: The day of absence.
        quality:
          - {type: custom, engine: fangxian, implementation: missing}
          - {type: custom, engine: fangxian, implementation: unreadable}
        customProperties:
          - {property: term, value: date}
          - {property: synonyms, value: [[缺课日期, day]]}
      - name: phone
        businessName: 家长电话
        logicalType: string
        required: false
        classification: scrub
        description: A parent's phone.
        customProperties:
          - {property: term, value: phone}
          - {property: synonyms, value: [[家长电话, phone]]}
      - name: cause
        businessName: 缺课原因
        logicalType: string
        required: false
        classification: scrub
        description: Why.
        quality:
          - {type: custom, engine: fangxian, implementation: unknown_category}
        customProperties:
          - {property: term, value: category}
          - property: values
            value:
              fever: [发热, 发烧]
              other: [其他, 外伤]
          - {property: synonyms, value: [[缺课原因, cause]]}
"""
HEADER = "学生姓名,身份证号,缺课日期,家长电话,缺课原因"


@pytest.fixture
def own_contracts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation's own folder of contracts, with the one above in it."""
    folder = tmp_path / "contracts"
    folder.mkdir()
    (folder / f"{NAME}.odcs.yaml").write_text(TEXT, "utf-8")
    monkeypatch.setenv("FANGXIAN_CONTRACTS", str(folder))
    return folder


def pupil(place: int, *, day: str = "2022-09-01", cause: str = "发热") -> dict[str, str]:
    """A row by its headings: pupils are told apart by `place`."""
    from tests.loading import number

    seventeen = f"230108{2010 + place % 8}{place // 8 % 12 + 1:02}{place // 96 % 28 + 1:02}{place % 1000:03}"
    cells = (f"学生{'甲乙丙丁戊己庚辛'[place % 8]}", number(seventeen), day, f"138120{place:05}", cause)
    return dict(zip(HEADER.split(","), cells, strict=True))


def text(*rows: dict[str, str]) -> str:
    """Rows as a CSV text."""
    return "\n".join([HEADER, *(",".join(row.values()) for row in rows)]) + "\n"


def put(folder: Path, name: str, rows: list[dict[str, str]]) -> Path:
    """A file of rows, where a source looks for it."""
    path = folder / name
    path.write_text(text(*rows), "utf-8")
    return path


def pulled(source: Any) -> list[tuple[str, bool]]:
    """The files that came of a source, and whether each is in."""
    from fangxian.runs import sources

    return [(one.file, one.loaded is not None) for one in sources.pull(source, by="clerk")]


@contextmanager
def killed(monkeypatch: pytest.MonkeyPatch, moment: str) -> Iterator[None]:
    """A run is killed 'before it is in', or 'before it is remembered'."""

    class Killed(BaseException):
        pass

    def fall(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        where = "fangxian.exchange.promote.catalogue.promoted"
        broken.setattr("fangxian.intake.sources.keeping.Kept.take" if "remembered" in moment else where, fall)
        with pytest.raises(Killed):
            yield

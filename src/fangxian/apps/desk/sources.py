"""Where what is known of a person comes from: the rows of the batches that were found to be theirs."""

from dataclasses import dataclass

from fangxian.apps.desk.words import DATASETS
from fangxian.identity.queries import sources_of
from fangxian.web.language import say

METHODS = {
    "exact": ("号码一致", "exact"),
    "repaired": ("修正后一致", "repaired"),
    "probable": ("综合判断", "probable"),
    "newcomer": ("新增", "new"),
    "apart": ("已核非同一人", "told apart by a person"),
    "person": ("人工裁定", "decided by a person"),
}


@dataclass(frozen=True)
class Source:
    """A row of a batch, and how it was found to be this person's."""

    dataset: str
    batch: str
    row: int
    method: str
    score: float | None


def links_of(person: int) -> list[Source]:
    """The rows that are believed to be theirs, the latest first."""
    return [
        Source(
            dataset=say(*DATASETS[one.dataset]) if one.dataset in DATASETS else one.dataset,
            batch=one.batch,
            row=one.row,
            method=say(*METHODS[one.method]) if one.method in METHODS else one.method,
            score=one.score,
        )
        for one in sources_of(person)
    ]

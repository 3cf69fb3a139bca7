"""Rows that are no result and no person: totals, repeated headers, blanks. Set-based: each keeps its row number."""

from collections.abc import Mapping

from fangxian.contracts import load
from fangxian.intake.encoding import CUT

REASONS = ("blank", "total", "header", "cut", "no_identity")
_SPACES = " \\t\\r\\n\u3000\u00a0\ufeff\u200b"
#: The first cell of a line of totals, in lower case and without blanks.
TOTALS = (
    "^(本页|本表|全部|总)?(合计|总计|小计|共计|累计|总数|总人数|合计人数|总人次|total|subtotal|grandtotal|sum)"
    "[:：]?[0-9,]*(人|条|行|人次|例)?$"
)


def reason(dataset: str, columns: Mapping[str, str] | None = None) -> str:
    """A SQL expression: why a row is none of the dataset (one of REASONS, VARCHAR), or NULL.

    `dataset` names a contract; `columns` maps its fields to SQL expressions (default: the fields' own names).

    'blank': nothing in any field; 'total': 合计, total, ... in the first filled one; 'header': the header again;
    'cut': the file ends within this row; 'no_identity': no number, and no name or nothing beside the name.
    """
    contract = load(dataset)
    sql = {one.name: one.name for one in contract.fields} | dict(columns or {})
    name, number = sql["name"], sql["id_number"]
    # Nearly every row has a name and 18 plain characters that begin with a digit: no more is asked of it.
    plain = (
        f"{name} IS NOT NULL AND length({number}) = 18 AND octet_length(encode({number})) = 18 "
        f"AND substr({number}, 1, 1) BETWEEN '0' AND '9' AND {name} NOT LIKE '%{CUT}'"
    )
    others = [sql[one.name] for one in contract.fields if one.name not in ("name", "id_number", "person")]
    first = f"coalesce({', '.join(f"nullif({_bare(sql[one.name])}, '')" for one in contract.fields)}, '')"
    headings = " OR ".join(
        f"{_bare(sql[one])} IN ({', '.join(_quoted(key) for equals in contract.field(one).synonyms for key in equals)})"
        for one in ("name", "id_number")
    )
    return f"""CASE
  WHEN {plain} THEN NULL
  WHEN {first} = '' THEN 'blank'
  WHEN regexp_matches({first}, '{TOTALS}') THEN 'total'
  WHEN {headings} THEN 'header'
  WHEN coalesce({number}, {name}) LIKE '%{CUT}' THEN 'cut'
  WHEN {_bare(number)} = '' AND ({_bare(name)} = '' OR {_bare(f"concat_ws('', {', '.join(others)})")} = '')
    THEN 'no_identity'
END"""


def _bare(expression: str) -> str:
    """A cell without spaces, in lower case; '' for NULL."""
    return f"lower(regexp_replace(coalesce({expression}, ''), '[{_SPACES}{CUT}]+', '', 'g'))"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

"""Both forms of names give the same answers, whatever is written."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lake.engines import Engine, open_engine
from fangxian.terms import hanzi, name_rules, names
from fangxian.terms.sql import names as sql

CHARACTERS = sorted(hanzi.table())
FEW = "王张伟玮炜晴睛未末小晓明敏欧阳尉迟长孙某之子先生女士无不详*Xx"
SIGNS = "·•.。,，'-_ 　\u00a0\u200b\t\n()（）[]【】<>《》0123１２号室:：?？□×○\ufffd#\"=|/\\%{}^$+&"
LATIN = "WANGwangLIliZHzhxXeiouüÜǚāéñşİıßÉ" + "ＷＡＮＧｗｅｉ"
OTHER = "김민수Айгульمحمدབཀྲᠮᠣꆈのカé́"
NOTES = (
    "(租户)",
    "（儿子）",
    "【女】",
    "先生",
    "女士",
    "之子",
    "1",
    "2号",
    "某某",
    " Wang Wei",
    "(母亲",
    "\n",
    "姓名：",
)

scripts = st.sampled_from([CHARACTERS, FEW, SIGNS, LATIN, OTHER])
anything = st.text(scripts.flatmap(st.sampled_from), max_size=12)
people = st.text(st.sampled_from(FEW[:22]) | st.sampled_from(CHARACTERS), min_size=1, max_size=5)
noted = st.builds(
    lambda name, note, before: note + name if before else name + note, people, st.sampled_from(NOTES), st.booleans()
)
spelt = st.lists(
    st.sampled_from(
        ["wang", "wei", "zhang", "li", "nü", "lyu", "xiao", "ming", "jian", "gang", "an", "er", "ou", "fang", "shi"]
    ),
    min_size=1,
    max_size=5,
)
pinyin = st.builds(lambda syllables, joint: joint.join(syllables).title(), spelt, st.sampled_from(["", " ", "-", "'"]))
long = st.text(st.sampled_from("阿不都热依木买提·麦尔江古丽王"), min_size=5, max_size=30)
written = people | noted | pinyin | long | anything


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", workdir=tmp_path_factory.mktemp("names")) as engine:
        sql.load_hanzi(engine)
        yield engine


@given(texts=st.lists(written, min_size=1, max_size=60))
def test_features_are_the_same_in_both_forms(engine: Engine, texts: list[str]) -> None:
    engine.load_rows("written", {"name": "VARCHAR"}, [(text,) for text in texts])
    found = {raw: names.Features(*keys) for raw, *keys in engine.rows(sql.features("written", "name"))}
    assert found == {text: names.features(text) for text in texts}


NEAR: dict[str, list[str]] = {}
for row in hanzi.table().values():
    for kind in (row.sound, "looks like " + row.shape):
        NEAR.setdefault(kind, []).append(row.char)


def altered(name: str, other: str) -> list[str]:
    """Names near `name`: a character gone, one changed, two turned, one hidden, one that sounds or looks alike."""
    row = hanzi.table().get(name[-1])
    alike = [NEAR[row.sound][-1], NEAR["looks like " + row.shape][-1]] if row else []
    return [
        name[1:], name[:-1], other + name[1:], name[:-1] + other, name[:1] + other + name[1:], name[1:] + name[:1],
        name[1::-1] + name[2:], name[:1] + "*" + name[2:], name[0] + "某", *(name[:-1] + char for char in alike),
    ]  # fmt: skip


pairs = st.tuples(written, written) | st.builds(
    lambda name, other, which: (name, altered(name, other)[which % len(altered(name, other))]),
    people | long | pinyin,
    st.sampled_from(FEW),
    st.integers(0, 12),
)


@given(both=st.lists(pairs, min_size=1, max_size=40))
def test_agreement_is_the_same_in_both_forms(engine: Engine, both: list[tuple[str, str]]) -> None:
    keys = [(*names.features(a), *names.features(b)) for a, b in both]
    fields = [f"{side}_{field}" for side in "ab" for field in names.Features._fields]
    engine.load_rows(
        "keys", {"place": "BIGINT"} | dict.fromkeys(fields, "VARCHAR"), [(i, *row) for i, row in enumerate(keys)]
    )
    found = engine.rows(f"SELECT {sql.agreement(*fields)} FROM keys ORDER BY place")
    assert [level for (level,) in found] == [names.agreement(names.features(a), names.features(b)) for a, b in both]


@given(a=written, b=written)
def test_agreement_does_not_depend_on_which_name_comes_first(a: str, b: str) -> None:
    assert names.agreement(names.features(a), names.features(b)) == names.agreement(
        names.features(b), names.features(a)
    )


@given(name=people)
def test_what_is_clean_stays_as_it_is(name: str) -> None:
    once = names.features(name).name_key
    assert once is None or names.features(once).name_key in (once, None) or set(once) & set(name_rules.KIN + "先生女士")

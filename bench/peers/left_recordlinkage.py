"""recordlinkage on the leftovers: blocks on name, phone and both halves of the number, string comparisons, ECM.

    python left_recordlinkage.py COLUMNS.json RESIDENTS.csv LEFTOVERS.csv OUT

OUT/links.csv gets row (position in LEFTOVERS),person: each row's best pair among those that the classifier calls links.
"""

import json
import sys
import warnings
from pathlib import Path

import pandas as pd
import recordlinkage
from recordlinkage.index import Block

warnings.filterwarnings("ignore")
columns, residents_file, leftovers_file, out = (Path(part) for part in sys.argv[1:])
said = json.loads(columns.read_text("utf-8"))


def read(path: Path, names: dict[str, str]) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, usecols=[names[one] for one in ("name", "number", "phone")])
    frame = frame.rename(columns={names[one]: one for one in ("name", "number", "phone")})
    for one in ("name", "number", "phone"):
        frame[one] = frame[one].str.normalize("NFKC").str.strip().str.upper().str.replace(r"[\s'\-]", "", regex=True)
        frame[one] = frame[one].where(frame[one] != "")
    frame["head"], frame["tail"] = frame["number"].str.slice(0, 14), frame["number"].str.slice(6, 18)
    return frame


residents, leftovers = read(residents_file, said["residents"]), read(leftovers_file, said["results"])
index = recordlinkage.Index()
for block in ("name", "phone", "head", "tail"):
    index.add(Block(block))
# A blank matches no blank: a pair needs a value in the block.
pairs = index.index(leftovers, residents)

compare = recordlinkage.Compare(n_jobs=2)
compare.string("name", "name", method="jarowinkler", threshold=0.6, label="name")
compare.exact("name", "name", label="same_name")
compare.exact("phone", "phone", label="phone")
compare.string("number", "number", method="damerau_levenshtein", threshold=0.85, label="number")
features = compare.compute(pairs, leftovers, residents)

linked = recordlinkage.ECMClassifier(binarize=0.5).fit_predict(features)
found = features.loc[linked].sum(axis=1).rename("score").reset_index()
found.columns = ["position", "resident", "score"]
found = found.sort_values("score", ascending=False)
best = found.groupby("position")["score"].transform("max")
found = found[found["score"] == best]
found = found[~found["position"].duplicated(keep=False)]  # two that are as good are none
people = pd.read_csv(residents_file, dtype=str, usecols=[said["residents"]["person"]])[said["residents"]["person"]]
pd.DataFrame({"row": found["position"] + 1, "person": people.loc[found["resident"]].to_numpy()}).to_csv(
    out / "links.csv", index=False
)

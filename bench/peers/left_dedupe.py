"""dedupe on the leftovers: it learns from labelled pairs, so it is given a few hundred, as a clerk would label them.

    python left_dedupe.py COLUMNS.json RESIDENTS.csv LEFTOVERS.csv OUT LABELS.csv

LABELS.csv: position,person of rows whose answer it may see. OUT/links.csv gets row (position in LEFTOVERS),person.
"""

import csv
import io
import json
import random
import sys
import unicodedata
from pathlib import Path
from typing import Any

import dedupe
from dedupe.predicates import IndexPredicate
from dedupe.variables import Exact, ShortString

Record = dict[str, str | None]


def read(path: Path, names: dict[str, str]) -> dict[int, Record]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            position: {one: cleaned(line[names[one]]) for one in ("name", "number", "phone")}
            for position, line in enumerate(csv.DictReader(file), 1)
        }


def cleaned(text: str) -> str | None:
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(letter for letter in folded if not letter.isspace() and letter not in "'-") or None


def variables() -> list[Any]:
    """Short strings, blocked by their parts: dedupe's index predicates need `byValue`, which today's BTrees has not."""
    strings = [ShortString(field, has_missing=True) for field in ("name", "number", "phone")]
    for one in strings:
        one.predicates = [each for each in one.predicates if not isinstance(each, IndexPredicate)]
    return [*strings, Exact("phone", has_missing=True)]


def main() -> None:
    columns, residents_file, leftovers_file, out, labels = (Path(part) for part in sys.argv[1:6])
    said = json.loads(columns.read_text("utf-8"))
    residents, leftovers = read(residents_file, said["residents"]), read(leftovers_file, said["results"])
    with residents_file.open(encoding="utf-8", newline="") as file:
        people = [line[said["residents"]["person"]] for line in csv.DictReader(file)]
    place = {person: position for position, person in enumerate(people, 1)}
    linker = dedupe.RecordLink(variables(), num_cores=2)
    random.seed(1)
    with labels.open(encoding="utf-8", newline="") as file:
        pairs = [(leftovers[int(row)], residents[place[person]]) for row, person in csv.reader(file) if person in place]
    strangers = [(left, residents[random.choice(list(place.values()))]) for left, _ in pairs]
    training: dict[str, Any] = {"match": pairs, "distinct": strangers}
    linker.prepare_training(
        leftovers, residents, training_file=io.StringIO(json.dumps(training, cls=Tuples)), sample_size=15_000
    )
    linker.train(recall=0.95)
    found = linker.join(leftovers, residents, threshold=0.5, constraint="many-to-one")
    with (out / "links.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "person"])
        writer.writerows((row, people[resident - 1]) for (row, resident), _ in found)


class Tuples(json.JSONEncoder):
    """Pairs as dedupe's training files hold them."""

    def encode(self, value: Any) -> str:
        return super().encode(
            {kind: [{"__class__": "tuple", "__value__": list(pair)} for pair in pairs] for kind, pairs in value.items()}
        )


if __name__ == "__main__":
    main()

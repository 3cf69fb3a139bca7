"""Stock Splink on the leftovers, by its own guide: its ready-made comparisons, u from random pairs, m by EM.

python left_splink.py COLUMNS.json RESIDENTS.csv LEFTOVERS.csv OUT [THRESHOLD]
"""

import json
import sys
import warnings
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

warnings.filterwarnings("ignore")
columns, residents_file, leftovers_file, out = (Path(part) for part in sys.argv[1:5])
threshold = float(sys.argv[5]) if len(sys.argv) > 5 else 0.9
said = json.loads(columns.read_text("utf-8"))
con = duckdb.connect()


def cleaned(column: str) -> str:
    return f"""nullif(upper(regexp_replace(translate("{column}", '０１２３４５６７８９Ｘｘ　', '0123456789XX '),
        '[\\s''-]', '', 'g')), '')"""


def table(name: str, path: Path, names: dict[str, str]) -> None:
    fields = ", ".join(f"{cleaned(names[one])} AS {one}" for one in ("name", "number", "phone"))
    con.execute(f"""CREATE TABLE {name} AS SELECT row_number() OVER () AS unique_id, *,
        substr(number, 7, 8) AS born, substr(number, 1, 14) AS head FROM (
            SELECT {fields} FROM read_csv('{path}', all_varchar=true))""").fetchall()


table("leftovers", leftovers_file, said["results"])
table("residents", residents_file, said["residents"])
settings = SettingsCreator(
    link_type="link_only",
    comparisons=[
        cl.JaroWinklerAtThresholds("name", [0.9, 0.7]).configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("number", [1, 2]),
        cl.DamerauLevenshteinAtThresholds("phone", [1, 2]),
        cl.ExactMatch("born"),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("phone"),
        block_on("name", "born"),
        block_on("head"),
        block_on("name"),
    ],
    probability_two_random_records_match=1 / con.execute("SELECT count(*) FROM residents").fetchall()[0][0],
)
api = DuckDBAPI(con)
sides = [
    api.register("leftovers", dataset_display_name="leftovers"),
    api.register("residents", dataset_display_name="residents"),
]
linker = Linker(sides, settings, log_level=40)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("name"))
predicted = linker.inference.predict(threshold_match_probability=threshold)
con.execute(f"""CREATE TABLE best AS
    SELECT *, row_number() OVER (PARTITION BY unique_id_l ORDER BY match_weight DESC) AS place
    FROM (SELECT CASE WHEN source_dataset_l = 'leftovers' THEN unique_id_l ELSE unique_id_r END AS unique_id_l,
            CASE WHEN source_dataset_l = 'leftovers' THEN unique_id_r ELSE unique_id_l END AS unique_id_r, match_weight
        FROM {predicted.physical_name})""").fetchall()
person = said["residents"]["person"]
con.execute(f"""COPY (SELECT unique_id_l AS "row", p.person FROM best b
    JOIN (SELECT row_number() OVER () AS id, "{person}" AS person FROM read_csv('{residents_file}', all_varchar=true)) p
    ON p.id = b.unique_id_r WHERE place = 1) TO '{out / "links.csv"}' (HEADER)""").fetchall()

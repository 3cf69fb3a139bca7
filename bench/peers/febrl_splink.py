"""Splink on FEBRL 4, by its own guide: ready-made comparisons, u from random pairs, m by EM over two blocks.

python febrl_splink.py LEFT.csv RIGHT.csv FOUND.csv
"""

import sys

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

con = duckdb.connect()
for name, path in zip(("a", "b"), sys.argv[1:3], strict=True):
    con.execute(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}', all_varchar=true)").fetchall()
blocks = [("surname",), ("given_name",), ("date_of_birth",), ("soc_sec_id",), ("postcode", "street_number")]
settings = SettingsCreator(
    link_type="link_only",
    unique_id_column_name="rec_id",
    comparisons=[
        *(cl.JaroWinklerAtThresholds(one, [0.9, 0.7]) for one in ("given_name", "surname", "address_1", "suburb")),
        *(cl.DamerauLevenshteinAtThresholds(one, [1, 2]) for one in ("date_of_birth", "soc_sec_id", "postcode")),
        cl.ExactMatch("street_number"),
    ],
    blocking_rules_to_generate_predictions=[block_on(*block) for block in blocks],
)
api = DuckDBAPI(con)
sides = [api.register(name, dataset_display_name=name) for name in ("a", "b")]
linker = Linker(sides, settings, log_level=40)
linker.training.estimate_probability_two_random_records_match([block_on("soc_sec_id")], recall=0.9)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
for block in ("date_of_birth", "surname"):
    linker.training.estimate_parameters_using_expectation_maximisation(block_on(block))
predicted = linker.inference.predict(threshold_match_probability=0.9)
con.execute(f"""COPY (SELECT rec_id_l AS left, rec_id_r AS right FROM {predicted.physical_name})
    TO '{sys.argv[3]}'""").fetchall()

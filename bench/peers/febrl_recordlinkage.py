"""recordlinkage on FEBRL 4, as its own examples do it: blocks, string comparisons, the ECM classifier.

python febrl_recordlinkage.py LEFT.csv RIGHT.csv FOUND.csv
"""

import sys

import pandas as pd
import recordlinkage

left, right = (pd.read_csv(path, dtype=str, index_col="rec_id") for path in sys.argv[1:3])
index = recordlinkage.Index()
for field in ("surname", "given_name", "date_of_birth", "soc_sec_id"):
    index.block(field)
compare = recordlinkage.Compare()
for field in ("given_name", "surname", "address_1", "address_2", "suburb"):
    compare.string(field, field, method="jarowinkler", threshold=0.85)
for field in ("street_number", "postcode", "date_of_birth", "soc_sec_id"):
    compare.exact(field, field)
features = compare.compute(index.index(left, right), left, right)
found = recordlinkage.ECMClassifier().fit_predict(features)
found.to_frame(index=False, name=["left", "right"]).to_csv(sys.argv[3], index=False)

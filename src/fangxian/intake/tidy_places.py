"""What is read place by place: doors, coordinates and outlines, each distinct one once.

tidy_doors     raw, address_key, building_key    (terms.addresses)
"""

from fangxian.contracts import Contract
from fangxian.lake.engines import Engine
from fangxian.terms.sql import addresses


def read(engine: Engine, contract: Contract, source: str) -> list[str]:
    """Makes the tables for the contract's places from `source`, and says how they are joined to it as `c`."""
    terms = {one.term for one in contract.fields}
    joins = []
    if "address" in terms:
        engine.create("tidy_doors", addresses.features(source, "raw_address"))
        joins.append("LEFT JOIN tidy_doors d ON d.raw = c.raw_address")
    return joins

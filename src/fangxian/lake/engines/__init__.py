"""The engines that read the lake, behind one small facade. Only this package imports DuckDB or Spark.

The logic of the other rooms is SELECTs in a small portable part of DuckDB's dialect (docs/decisions/0002): an engine
runs them as they are, or writes them again for itself.
"""

from pathlib import Path
from typing import Literal

from fangxian.lake.engines.facade import Engine, Step
from fangxian.lib.fault import Fault

EngineName = Literal["duckdb", "spark"]

__all__ = ["Engine", "EngineName", "Step", "open_engine", "parquet"]


def open_engine(name: EngineName = "duckdb", *, workdir: Path, spill: bool = False, small: bool = False) -> Engine:
    """An engine with its temporary files in `workdir` (which must exist; the caller removes it).

    `spill=True` keeps tables on disk instead of in memory: slower for a district, needed for a province. `small=True`
    is for questions of a few rows: one core answers them before another is awake, and sooner than a better way is
    found.
    """
    if name == "spark":
        try:
            from fangxian.lake.engines.spark import SparkEngine
        except ImportError as missing:
            raise Fault(
                en="The Spark engine is not installed: install fangxian[spark], or leave --engine out.",
                zh="没有安装 Spark 引擎：请安装 fangxian[spark]，或不写 --engine。",
            ) from missing
        return SparkEngine(workdir=workdir)
    from fangxian.lake.engines.duck import DuckEngine

    return DuckEngine(workdir=workdir, spill=spill, small=small)


def parquet(path: Path) -> str:
    """A Parquet file of the lake as a relation: what stands behind FROM."""
    return "read_parquet('" + str(path).replace("'", "''") + "')"

"""Starts Spark in this machine: two cores, loopback only, nothing on the screen, everything in the work folder.

The Java process outlives an engine (starting it takes seconds); each engine has a Spark context of its own in it, whose
temporary files lie in that engine's work folder.
"""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fangxian.lib.fault import Fault

#: Cores and memory of the one machine. A cluster has its own settings, in its own spark-defaults.
MASTER = os.environ.get("FANGXIAN_SPARK_MASTER", "local[2]")
MEMORY = os.environ.get("FANGXIAN_SPARK_MEMORY", "4g")

#: What makes Spark's answers DuckDB's: an overflow or a bad cast is an error, a timestamp has no zone, NULL is known.
MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.legacy.parquet.nanosAsLong": "false",
    "spark.sql.execution.arrow.pyspark.enabled": "false",
}

#: One process, a few million rows: few and large partitions, no web page, no history.
MODESTY = {
    "spark.driver.memory": MEMORY,
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.eventLog.enabled": "false",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.parquet.compression.codec": "snappy",
    "spark.sql.sources.commitProtocolClass": (
        "org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol"
    ),
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.cleaner.referenceTracking": "true",
    "spark.log.level": "OFF",
}

_running: list[Any] = []


def start(workdir: Path) -> Any:
    """A new session. One at a time: Spark has one context a process, and its files lie in one work folder."""
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    if _running:
        raise RuntimeError("a Spark engine is open in this process: close it first")
    # Spark tells rows' values in what it logs; nobody may read those there.
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        logging.getLogger(name).disabled = True
    builder = SparkSession.builder.master(MASTER).appName("fangxian")
    places = {"spark.local.dir": str(workdir / "spark"), "spark.sql.warehouse.dir": str(workdir / "warehouse")}
    for key, value in (MEANING | MODESTY | places).items():
        builder = builder.config(key, value)
    try:
        with _silent():
            session = builder.getOrCreate()
    except PySparkRuntimeError as failed:
        raise Fault(
            en="Spark did not start: it needs Java 17 or newer on the PATH or in JAVA_HOME; or leave --engine out.",
            zh="Spark 没有启动：需要 Java 17 或更新版本（在 PATH 或 JAVA_HOME 中）；也可以不写 --engine。",
        ) from failed
    _running.append(session)
    return session


def stop(session: Any) -> None:
    """Ends a session, its context and its temporary files; the Java process stays for the next."""
    if session in _running:
        _running.remove(session)
        with _silent():
            session.stop()


@contextmanager
def _silent() -> Iterator[None]:
    """Java inherits an error stream that nobody reads: it greets, warns and logs where only progress should stand."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)

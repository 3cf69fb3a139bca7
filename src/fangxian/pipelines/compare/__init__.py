"""Compares a testing round's files with the residents' file: the order in which the rooms are called."""

from fangxian.pipelines.compare.run import Request, compare

__all__ = ["Request", "compare"]

"""What a sender promised: ODCS files and their loader."""

from fangxian.contracts.contract import Contract, Field, HeaderMap
from fangxian.contracts.header_map import load_map
from fangxian.contracts.library import load

__all__ = ["Contract", "Field", "HeaderMap", "load", "load_map"]

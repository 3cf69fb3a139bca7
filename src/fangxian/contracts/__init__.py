"""What a sender promised: ODCS files and their loader."""

from fangxian.contracts.contract import Contract
from fangxian.contracts.field import Field, HeaderMap, Section
from fangxian.contracts.library import load

__all__ = ["Contract", "Field", "HeaderMap", "Section", "load"]

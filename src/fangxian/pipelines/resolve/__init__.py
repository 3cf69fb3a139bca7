"""Says of a batch's rows whom and which door each belongs to. It decides nothing about the registries."""

from fangxian.pipelines.resolve.doors import doors
from fangxian.pipelines.resolve.people import Resolved, resolve

__all__ = ["Resolved", "doors", "resolve"]

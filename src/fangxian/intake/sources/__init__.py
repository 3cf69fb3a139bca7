"""Knows how a department's data come by themselves: from a folder, a drop, a database, each described in a file."""

from fangxian.intake.sources.drawing import draw
from fangxian.intake.sources.drawn import Drawn
from fangxian.intake.sources.source import Source, files, one

__all__ = ["Drawn", "Source", "draw", "files", "one"]

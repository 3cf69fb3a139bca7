"""Knows how a library of test results is asked: page by page, with patience, so that every row is had once.

A library (the city's, the national one) is an HTTP server that another office runs. What it is called, which paths and
fields it has and how often it may be asked stands in a file (`libraries.toml`); what it answers becomes one file with
the headings of the contract `test_results`, which `receive` reads like any other.
"""

from fangxian.intake.library.asking import Question, numbers, window
from fangxian.intake.library.fetching import Fetched, fetch
from fangxian.intake.library.upstream import Upstream, libraries

__all__ = ["Fetched", "Question", "Upstream", "fetch", "libraries", "numbers", "window"]

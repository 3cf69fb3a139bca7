"""Stands for other offices' platforms: a real HTTP server that answers from the demo district, and fails on command."""

from fangxian.synth.city.faults import Play, parsed
from fangxian.synth.city.holdings import Holdings, Round
from fangxian.synth.city.server import City, serving

__all__ = ["City", "Holdings", "Play", "Round", "parsed", "serving"]

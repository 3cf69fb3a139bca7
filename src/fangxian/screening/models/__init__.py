"""The tables of rounds, and of the tubes that are filled for them."""

from fangxian.screening.models.rounds import Arrival, Judgement, Round, Standing, Stray
from fangxian.screening.models.tubes import Box, LaboratoryFile, Sample, Tube

__all__ = ["Arrival", "Box", "Judgement", "LaboratoryFile", "Round", "Sample", "Standing", "Stray", "Tube"]

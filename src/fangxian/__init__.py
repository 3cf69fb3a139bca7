"""Fangxian (防线): what a district's data says was done, held against what should have been."""

__version__ = "0.1.0"

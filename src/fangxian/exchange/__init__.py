"""Carries what crosses between lake and database: the one door."""

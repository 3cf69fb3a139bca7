"""Codes and appeals: the officers' pages. What codes show and why, what is done by hand, what residents contest."""

"""Protocols put on people: enrolment, stages, what is due and whether it was done, whatever the programme is about."""

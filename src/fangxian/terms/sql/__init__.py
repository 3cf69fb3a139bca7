"""The set-based forms: functions that take SQL expressions and return SQL expressions, in the portable dialect."""

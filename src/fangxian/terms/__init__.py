"""What an epidemiologist or a registrar would know from a blackboard: numbers, names, phones, addresses, dates."""

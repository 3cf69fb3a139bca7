"""Says in what order the data tower's rooms are called."""

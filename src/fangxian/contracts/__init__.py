"""What a sender promised: ODCS files and their loader."""

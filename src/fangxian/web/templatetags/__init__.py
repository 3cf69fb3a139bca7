"""What templates say and show."""

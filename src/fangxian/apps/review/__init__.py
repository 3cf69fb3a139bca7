"""The review desk (人工核对): probable pairs, decided by a person side by side, and taken back."""

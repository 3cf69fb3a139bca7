"""The hot path of evidence: an append-only inbox of what was obtained of whom."""

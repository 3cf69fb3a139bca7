"""Medicine of the four kinds: whoever uses it is asked for a test within the protocol's hours of the purchase."""

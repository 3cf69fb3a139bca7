"""A restriction, the colour computed from those that stand, an appeal; the evidence and the rule beside each."""

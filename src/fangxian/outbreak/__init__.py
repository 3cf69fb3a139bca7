"""An activation by two people, its legal basis, its key, its end (law 4)."""

"""How a batch becomes rows of the registry: compared with what is there, written in bulk, ended, never overwritten."""

"""Sharing: asked for, decided, and followed use by use on pages; taken by machines at an API that describes itself."""

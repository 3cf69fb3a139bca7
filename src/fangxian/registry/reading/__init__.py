"""What is read of the registry: frozen, and masked for the reader before it leaves the room."""

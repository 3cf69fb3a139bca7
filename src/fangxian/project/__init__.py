"""Settings, root urls, asgi. Decides nothing."""

"""Pages in general: the shell, components, fragments."""

"""The sampling sites' door, and the laboratories': tubes filled on a telephone, boxes on their way, results by tube."""

"""Registers the room with Django."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """The room `boards`."""

    name = __package__
    label = "boards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listens to what is decided of one person."""
        from fangxian.boards import following

        following.listen()

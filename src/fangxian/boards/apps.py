"""Registers the room with Django."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """The room `boards`."""

    name = __package__
    label = "boards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listens to what is decided of one person, and how they stand in a round."""
        from fangxian.boards import coverage, following
        from fangxian.screening import moving

        following.listen()
        moving.listen("boards", coverage.moved)

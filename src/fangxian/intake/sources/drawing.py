"""What a source has that is new, as files: each is remembered when it has been taken in, and not before (law 10)."""

from collections.abc import Iterator

from fangxian.intake.sources.drawn import Drawn
from fangxian.intake.sources.keeping import Kept
from fangxian.intake.sources.source import Source


def draw(source: Source, kept: Kept) -> Iterator[Drawn]:
    """The files that a source has to give, one after the other. Raises a Fault where it cannot be asked."""
    if source.folder is not None:
        from fangxian.intake.sources import folder

        yield from folder.draw(source.folder, kept)
    if source.sftp is not None:
        from fangxian.intake.sources import dropped

        yield from dropped.draw(source.name, source.sftp, kept)
    if source.database is not None:
        from fangxian.intake.sources import database

        yield from database.draw(source.name, source.database, kept)
    if source.http is not None:
        from fangxian.intake.sources import served

        yield from served.draw(source.name, source.dataset, source.http, kept, whole=source.whole)

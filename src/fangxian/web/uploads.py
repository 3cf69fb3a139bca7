"""Files that somebody sends with a form, where whoever reads files finds them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from fangxian.exchange.workfolders import inbox
from fangxian.lib.fault import Fault


def sent(request: HttpRequest, *, en: str = "Choose the file.", zh: str = "请选择文件。") -> list[Any]:
    """The files of the field `file`. Raises a Fault, with these words, where none was chosen."""
    files = request.FILES.getlist("file")
    if not files:
        raise Fault(en=en, zh=zh)
    return list(files)


@contextmanager
def laid_down(file: Any) -> Iterator[Path]:
    """A file that was sent, for a block, under its own name, its owner's alone."""
    with inbox(file.name or "") as path:
        path.touch(0o600)
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        yield path


@contextmanager
def uploaded(request: HttpRequest, **words: str) -> Iterator[Path]:
    """The one file of the field `file`. Raises as `sent`."""
    with laid_down(sent(request, **words)[0]) as path:
        yield path

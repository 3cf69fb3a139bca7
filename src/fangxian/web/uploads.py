"""A file that somebody sends with a form, where whoever reads files finds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.http import HttpRequest

from fangxian.exchange.workfolders import inbox
from fangxian.lib.fault import Fault


@contextmanager
def uploaded(request: HttpRequest, name: str = "file") -> Iterator[Path]:
    """The file for a block, under its own name, its owner's alone. Raises a Fault where none was chosen."""
    file = request.FILES.get(name)
    if file is None:
        raise Fault(en="Choose the file.", zh="请选择文件。")
    with inbox(file.name or "") as path:
        path.touch(0o600)
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        yield path

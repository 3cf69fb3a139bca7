"""Reads a file once, in blocks, while another thread takes its hash."""

import hashlib
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

#: Bytes in one block. Small enough for caches and for bounded memory, large enough that a block's overhead is nothing.
BLOCK = 4 << 20


class Stream:
    """Iterate over it for blocks of bytes; afterwards `sha256` holds the hash of all of them."""

    def __init__(self, path: Path, block: int = BLOCK) -> None:
        self.sha256 = ""
        self.size = 0
        self._path = path
        self._block = block

    def __iter__(self) -> Iterator[bytes]:
        blocks: queue.Queue[bytes | OSError | None] = queue.Queue(maxsize=3)
        stop = threading.Event()
        reader = threading.Thread(target=self._read, args=(blocks, stop), daemon=True)
        reader.start()
        try:
            while True:
                item = blocks.get()
                if item is None:
                    return
                if isinstance(item, OSError):
                    raise item
                yield item
        finally:
            stop.set()
            while reader.is_alive():
                try:
                    blocks.get(timeout=0.01)
                except queue.Empty:
                    continue
            reader.join()

    def _read(self, blocks: "queue.Queue[bytes | OSError | None]", stop: threading.Event) -> None:
        digest = hashlib.sha256()
        try:
            with self._path.open("rb", buffering=0) as file:
                while not stop.is_set():
                    block = file.read(self._block)
                    if not block:
                        break
                    blocks.put(block)
                    digest.update(block)
                    self.size += len(block)
        except OSError as error:
            blocks.put(error)
            return
        self.sha256 = digest.hexdigest()
        blocks.put(None)

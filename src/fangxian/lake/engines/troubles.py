"""What DuckDB complains of, told to the person who runs the command. Its own words may quote rows: none is passed on.

Fault               no memory, no space, a file that cannot be read or written
KeyboardInterrupt   the person stopped the command
EngineError         anything else: ours to mend, with the kind of the error and never its words
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from fangxian.lib.fault import Fault

#: What the binding says then, as a bare RuntimeError.
BROKEN_OFF = "Query interrupted"


class EngineError(RuntimeError):
    """A statement of ours failed. Names the step and the kind of error."""


@contextmanager
def told(step: str) -> Iterator[None]:
    """Turns DuckDB's complaints about `step` into ours."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise Fault(
            en="There is not enough memory or temporary disk space for these files; close other programs, make room "
            "beside --out, or set FANGXIAN_MEMORY (for example 6GB), and run the same command again.",
            zh="内存或临时磁盘空间不足以处理这些文件；请关闭其他程序、在 --out 所在磁盘腾出空间，"
            "或设置 FANGXIAN_MEMORY（如 6GB），再运行同一命令。",
        ) from error
    except duckdb.IOException as error:
        raise Fault(
            en=f"A file could not be read or written in the step '{step}': the disk is full or the file is gone; "
            "make room beside --out and run the same command again.",
            zh=f"步骤“{step}”中文件无法读写：磁盘已满或文件已被移走；请在 --out 所在磁盘腾出空间，再运行同一命令。",
        ) from error
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.Error as error:
        # The words may hold a value of a row ("could not convert ..."): the kind is enough to find the statement.
        raise EngineError(f"{type(error).__name__} in the step '{step}'") from error
    except RuntimeError as error:
        # Ctrl-C while the binding waits for DuckDB's threads, and not yet for rows.
        if str(error) == BROKEN_OFF:
            raise KeyboardInterrupt from error
        raise

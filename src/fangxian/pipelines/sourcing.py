"""Whether a source is in order: its file, the contract that its rows keep, and what it has, without taking anything."""

from collections.abc import Iterator
from pathlib import Path

from fangxian import contracts
from fangxian.contracts import library, own
from fangxian.intake.library.troubles import Trouble
from fangxian.intake.sources import Source
from fangxian.lib.fault import Fault
from fangxian.pipelines.vetting import Complaint, vet


def check(source: Source) -> list[Complaint]:
    """What is amiss with a source, all of it; [] for one that can be pulled."""
    return [*_contract(source), *_asked(source)]


def _contract(source: Source) -> Iterator[Complaint]:
    if source.dataset in library.own_names():
        yield from vet(own.files()[source.dataset])
    known = {one.name for one in contracts.load(source.dataset).fields}
    for name in sorted(set(source.fields) - known):
        listed = ", ".join(sorted(known))
        yield f"fields.{name}: {source.dataset} has {listed}", f"fields.{name}：{source.dataset} 的字段有：{listed}"


def _asked(source: Source) -> Iterator[Complaint]:
    try:
        if source.folder is not None and not Path(source.folder.path).is_dir():
            path = source.folder.path
            yield f"folder.path: there is no folder {path}", f"folder.path：没有文件夹 {path}"
        if source.sftp is not None:
            from fangxian.intake.sources.reaching import Line

            with Line(source.name, source.sftp) as line:
                line.files()
        if source.database is not None:
            yield from _table(source)
        if source.http is not None:
            contracts.load(source.dataset).recognise(source.http.columns, source.fields, file=source.file.name)
            from fangxian.intake.sources.served import first_page

            first_page(source.name, source.dataset, source.http)
    except Trouble as trouble:
        yield trouble.en, trouble.zh
    except Fault as fault:
        yield fault.en, fault.zh


def _table(source: Source) -> Iterator[Complaint]:
    from fangxian.intake.sources.connecting import opened

    assert source.database is not None
    with opened(source.name, source.database) as link:
        contracts.load(source.dataset).recognise(link.names, source.fields, file=source.database.table)
        if without := link.without():
            yield (
                f"database.cursor: {without:,} rows have none and never come; name columns that are never empty",
                f"database.cursor：{without:,} 行游标为空，永远不会读到；请改用不为空的列",
            )
        if again := link.again():
            yield (
                f"database.cursor: {again:,} cursors stand in more than one row, of which some could be missed; add a "
                "column that tells them apart",
                f"database.cursor：{again:,} 个游标值对应多行，可能漏读；请再加一列以区分",
            )

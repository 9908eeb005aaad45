"""Rows that have lost their keys, or never had any → the units that have their text.

A memory that another tool wrote has whole paragraphs, or single sentences; a unit takes its
paragraph's translation, or that of all of its sentences.
"""

from dataclasses import replace

from pipeline.catalog import carry
from pipeline.catalog.catalog import Catalog, Entry
from pipeline.review.rows import Returned, ReturnedRow, normal, unit_id


def found_by_source(returned: Returned, catalog: Catalog, language: str) -> Returned:
    """Give those rows their units whose text has a translation there.

    Args:
        returned: What a file says; where its rows have ids, it is left as it is.
        catalog: Brought up to the lesson's units.
        language: Of the article.
    """
    if not returned.by_source:
        return returned
    ids = {unit_id(entry.key) for entry in catalog.in_use.values()}
    own = [row for row in returned.rows if row.id in ids]
    memory: dict[str, list[ReturnedRow]] = {}
    for row in returned.rows:
        if row.id not in ids and row.target.strip():
            memory.setdefault(_reads(row.source), []).append(row)
    taken: set[str] = set()
    found: list[ReturnedRow] = []
    known = {row.id for row in own}
    for entry in catalog.in_use.values():
        if unit_id(entry.key) not in known:
            found += _rows(entry, memory, language, taken)
    spare = [row for source, rows in memory.items() if source not in taken for row in rows]
    remarks = returned.remarks
    if returned.is_memory and spare:
        segments = "1 segment is" if len(spare) == 1 else f"{len(spare)} segments are"
        remarks += (f"{segments} no text of this lesson, or not all of one.",)
        spare = []
    return replace(returned, rows=(*own, *found, *spare), remarks=remarks)


def _reads(markdown: str) -> str:
    return normal(markdown).text


def _rows(
    entry: Entry, memory: dict[str, list[ReturnedRow]], language: str, taken: set[str]
) -> list[ReturnedRow]:
    """Return a unit's own rows: for the whole text, else one for all of its sentences."""
    id_, place = unit_id(entry.key), "; ".join(entry.places)
    if whole := memory.get(_reads(entry.source)):
        taken.add(_reads(entry.source))
        return [replace(row, id=id_, version="", place=place) for row in whole]
    ranges = carry.sentences(entry.source, language)
    pieces = [entry.source[a:b] for a, b in ranges]
    found = [memory.get(_reads(piece), []) for piece in pieces]
    if len(pieces) < 2 or not all(len({row.target for row in rows}) == 1 for rows in found):
        return []
    taken.update(map(_reads, pieces))
    gaps = [entry.source[a[1] : b[0]] for a, b in zip(((0, 0), *ranges), ranges, strict=False)]
    text = carry.joined([(gap, rows[0].target) for gap, rows in zip(gaps, found, strict=True)])
    return [ReturnedRow(place, id_, "", entry.source, text)]

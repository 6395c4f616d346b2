"""The rules of a sound document that no schema sees; each gives what breaks it."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from tests.documents.reading import WP, W, parts, words

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def breaches(content: bytes) -> list[str]:
    """Every breach of every rule."""
    package = parts(content)
    trees = {
        name: etree.fromstring(part) for name, part in package.items() if name.endswith((".xml", ".rels"))
    }
    found = list(_relationships(package, trees))
    for name, tree in trees.items():
        if name.startswith("word/"):
            found += [f"{name}: {breach}" for rule in _PART_RULES for breach in rule(tree)]
    return found


def _relationships(package: dict[str, bytes], trees: dict[str, etree._Element]) -> Iterator[str]:
    reached = {"[Content_Types].xml"}
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        reached.add(name)
        folder, _, file = name.rpartition("_rels/")
        source = trees.get(folder + file.removesuffix(".rels"))
        used = (
            {value for each in source.iter() for value in _references(each)} if source is not None else set()
        )
        for relationship in tree.iter(RELATIONSHIP):
            if relationship.get("TargetMode") == "External":
                yield f"{name}: external {relationship.get('Target')}"
                continue
            target = posixpath.normpath(posixpath.join("/", folder, relationship.get("Target", ""))).lstrip(
                "/"
            )
            reached.add(target)
            if target not in package:
                yield f"{name}: no part {target}"
            used.discard(relationship.get("Id", ""))
        yield from (f"{name}: undeclared {identifier}" for identifier in used)
    yield from (f"orphan part {name}" for name in package if name not in reached)


def _references(element: etree._Element) -> Iterator[str]:
    if isinstance(element.tag, str):
        yield from (value for name, value in element.attrib.items() if name.startswith(R))


def _unique_identifiers(tree: etree._Element) -> Iterator[str]:
    starts = list(tree.iter(f"{W}bookmarkStart"))
    kinds = {
        "bookmark id": [each.get(f"{W}id") for each in starts],
        "bookmark": [each.get(f"{W}name") for each in starts],
        "drawing id": [each.get("id") for each in tree.iter(f"{WP}docPr")],
    }
    for kind, values in kinds.items():
        yield from (f"{kind} {value} twice" for value, count in Counter(values).items() if count > 1)
    ends = {each.get(f"{W}id") for each in tree.iter(f"{W}bookmarkEnd")}
    yield from (f"open bookmark {each.get(f'{W}id')}" for each in starts if each.get(f"{W}id") not in ends)


def _links(tree: etree._Element) -> Iterator[str]:
    names = {each.get(f"{W}name") for each in tree.iter(f"{W}bookmarkStart")}
    for link in tree.iter(f"{W}hyperlink"):
        if link.get(f"{W}anchor") not in names:
            yield f"link to nothing: {words(link)}"


def _cells(tree: etree._Element) -> Iterator[str]:
    for cell in tree.iter(f"{W}tc"):
        if len(cell) == 0 or cell[-1].tag != f"{W}p":
            yield "a cell without a paragraph at its end"


def _grids(tree: etree._Element) -> Iterator[str]:
    for table in tree.iter(f"{W}tbl"):
        widths = [int(each.get(f"{W}w")) for each in table.findall(f"{W}tblGrid/{W}gridCol")]
        for row in table.findall(f"{W}tr"):
            column = 0
            for cell in row.findall(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                columns = 1 if span is None else int(span.get(f"{W}val"))
                width = int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w"))
                if width != sum(widths[column : column + columns]):
                    yield f"cell of {width} twips over columns {column + 1}–{column + columns}: {words(cell)}"
                column += columns
            if column != len(widths):
                yield f"row of {column} columns in a grid of {len(widths)}: {words(row)}"


def _header_rows(tree: etree._Element) -> Iterator[str]:
    for table in tree.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        marked = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        head = marked.index(False) if False in marked else len(marked)
        if any(marked[head:]):
            yield "a header row below a body row"
        if head < len(rows) and any(_continues(cell) for cell in rows[head].findall(f"{W}tc")):
            yield "a vertical merge from header into body"


def _continues(cell: etree._Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _faces(tree: etree._Element) -> Iterator[str]:
    for run in tree.iter(f"{W}r"):
        fonts = run.find(f"{W}rPr/{W}rFonts")
        if words(run) and (fonts is None or fonts.get(f"{W}eastAsia") is None):
            yield f"a run without an East Asian face: {words(run)}"


def _empty_runs(tree: etree._Element) -> Iterator[str]:
    for run in tree.iter(f"{W}r"):
        held = [each for each in run if each.tag != f"{W}rPr"]
        if all(each.tag == f"{W}t" and not each.text for each in held):
            yield f"an empty run in: {words(run.getparent())}"


def _alternative_texts(tree: etree._Element) -> Iterator[str]:
    for table in tree.iter(f"{W}tbl"):
        title = table.find(f"{W}tblPr/{W}tblCaption")
        if title is None or not title.get(f"{W}val"):
            yield f"a table without a title as alternative text: {words(table)[:40]}"


_JUSTIFIED = frozenset({"Body", "Clause"})
"""The only styles of running text; lists, labels and values are never justified."""


def _justified(tree: etree._Element) -> Iterator[str]:
    for style in tree.iter(f"{W}style"):
        align = style.find(f"{W}pPr/{W}jc")
        if (
            align is not None
            and align.get(f"{W}val") == "both"
            and style.get(f"{W}styleId") not in _JUSTIFIED
        ):
            yield f"justified: {style.get(f'{W}styleId')}"


_PART_RULES = (
    *(_unique_identifiers, _links, _cells, _grids, _header_rows, _faces),
    *(_empty_runs, _alternative_texts, _justified),
)

"""The directory of certified clients that a body publishes: as JSON, and as a page for its site."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from cts_docs.archive.register.entries import IN_FORCE, status_label, status_of
from cts_docs.files.hashing import Json, readable

_SHOWN = {
    "certificate": "证书编号 Certificate",
    "client": "获证组织 Client",
    "scope": "认证范围 Scope",
    "specification": "技术规范 Specification",
    "specification_version": "版本 Edition",
    "grade": "认证级别 Grade",
    "granted": "颁证日期 Granted",
    "valid_until": "有效期至 Valid until",
    "status": "状态 Status",
}
_UNBROKEN = ("certificate", "specification_version", "granted", "valid_until")
"""Columns without line breaks: a broken number or date is easily misread."""
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font-family: system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }}
body {{ margin: 2rem; color: #1a1a1a; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: left; margin-bottom: .5rem; }}
th, td {{ border: 1px solid #767676; padding: .4rem .6rem; text-align: left; vertical-align: top; }}
thead th {{ background: #eef2f6; }}
.whole {{ white-space: nowrap; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<div class="wide" role="region" aria-label="{title}" tabindex="0">
<table>
<caption>截至 {as_of}，共 {count} 张有效或暂停的证书。
As of {as_of}: {count} certificates valid or suspended.</caption>
<thead><tr>{headings}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</main>
</body>
</html>
"""


def certified(entries: Iterable[Mapping[str, Any]], as_of: datetime.date) -> list[dict[str, Json]]:
    """The directory's values of each certificate that is valid or suspended on a day, by its number."""
    found: list[dict[str, Json]] = []
    for entry in entries:
        status = status_of(entry, as_of)
        if entry["certificate"] is None or status not in IN_FORCE:
            continue
        shown = {name: entry[name] for name in ("certificate", "client", "credit_code", "scope")}
        basis = {name: entry[name] for name in ("specification", "specification_version")}
        dates = {name: entry[name] for name in ("granted", "valid_until")}
        found.append({**shown, **basis, "grade": entry["grade_name"], **dates, "status": status})
    return sorted(found, key=lambda one: str(one["certificate"]))


def as_json(clients: Sequence[Mapping[str, Json]], body: str, as_of: datetime.date) -> bytes:
    """The directory for other programs."""
    return readable({"as_of": as_of.isoformat(), "body": body, "certificates": clients})


def as_html(clients: Sequence[Mapping[str, Json]], body: str, as_of: datetime.date) -> bytes:
    """The directory as one static page without scripts or external resources."""
    headings = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in _SHOWN.values())
    page = _PAGE.format(
        title=escape(f"{body} 获证组织名录 Certified clients".strip()),
        as_of=as_of.isoformat(),
        count=len(clients),
        headings=headings,
        rows="\n".join(map(_row, clients)),
    )
    return page.encode("utf-8", "xmlcharrefreplace")


def _row(client: Mapping[str, Json]) -> str:
    values = {**client, "status": status_label(str(client["status"]), "zh")}
    return f"<tr>{''.join(_cell(name, str(values[name] or '—')) for name in _SHOWN)}</tr>"


def _cell(name: str, text: str) -> str:
    whole = ' class="whole"' if name in _UNBROKEN else ""
    if name == "certificate":
        return f'<th scope="row"{whole}>{escape(text)}</th>'
    return f"<td{whole}>{escape(text)}</td>"

"""The printed labels of a controlled document's cover, which every specification of the family shares."""

from __future__ import annotations

CONTROL_LABELS = {
    "status": "受控状态：",
    "number": "文件编号：",
    "version": "版本号：",
    "prepared_by": "编制：",
    "reviewed_by": "审核：",
    "approved_by": "批准：",
    "issue_date": "发布日期：",
    "effective_date": "生效日期：",
}
"""The label of each value of the control block, in the order of the cover."""

REVISIONS = "修订记录"
REVISIONS_HEADER = ("版本号", "日期", "修订内容")

SIGNED = ("reviewed_by", "approved_by")
"""Values beside which a person signs."""

"""The labels of a body's configuration choices, and their values in words."""

from __future__ import annotations

INTRODUCTION = "除条文解释外，认证机构在其配置文件中作了下列与默认不同的选择："

LABELS = {
    "certificate.number_pattern": "证书编号规则",
    "certificate.validity_years": "证书有效期（年）",
    "certificate.surveillance_months": "两次监督的最长间隔（月）",
    "certificate.query_address": "证书查询地址",
    "certificate.approval_number": "机构批准号",
    "certificate.accreditation_mark": "认可标识",
    "report.number_pattern": "报告编号规则",
    "report.internal_annex": "另制内部附件",
    "issuing.second_person": "签发须第二人批准",
    "issuing.grant_days_ahead": "颁证日期最多晚于签发日的天数",
    "issuing.second_person_changes": "证书状态变更须第二人批准",
    "issuing.pdf": "签发时生成 PDF",
    "documents.footer": "页脚附加文字",
    "notices.number_pattern": "通知书编号规则",
    "notices.suspension_months": "暂停期限（月）",
    "archive.retention_years": "证书终止后的保存期（年）",
}


def in_words(key: str, value: str | int | bool) -> str:
    """A choice in words: its name, value and key."""
    words = ("是" if value else "否") if isinstance(value, bool) else str(value)
    return f"{LABELS[key]}：{words}（{key}）"

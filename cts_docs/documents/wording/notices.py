"""The words of the notices to clients; each sentence asserts only what the act itself decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """The words of one kind of notice: its title, what it states, and its paragraphs below the table.

    `reason` and `date` are the labels of the reason, empty where none is given, and of the date that
    counts; `sections` are titles with their paragraphs, which may hold template tags.
    """

    title: str
    statement: str
    reason: str
    date: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]


NUMBER, CLIENT_ADDRESSED = "通知书编号：{{ number }}", "{{ client_name }}："
CERTIFICATE_NUMBER, HOLDER, SCOPE = "证书编号", "获证组织", "认证范围"
SPECIFICATION, GRADE = "认证依据", "认证级别"
GRANTED, VALID_UNTIL = "颁证日期", "有效期至"
EFFECTIVE, DUE, WINDOW = "生效日期", "监督审核期限", "监督审核的时间安排"
BODY, TELEPHONE, ADDRESS = "认证机构", "电话", "地址"
SEAL, ISSUED = "（盖章）", "日期：{{ issued }}"

_USE = "证书与认证标志的使用"
_APPEAL = (
    "申诉",
    (
        "对本决定有异议的，可以向本机构提出申诉。本机构由未参与该项审核和认证决定的人员处理申诉，并告知处理结果。",
    ),
)
_RETURN = (
    "证书的交回",
    ("请将认证证书原件（包括副本和附件）交回本机构。",),
)
_STOP_FOR_GOOD = (
    "自生效日期起，不得继续使用认证证书和认证标志，不得再以该证书作获得认证的宣传；"
    "宣传材料、网站、投标文件等载体上的证书信息和认证标志应当撤除。",
)

WORDS: Mapping[str, NoticeWords] = MappingProxyType(
    {
        "surveillance_notice": NoticeWords(
            "监督审核通知书",
            "贵组织所持下列认证证书的有效性以通过监督为前提。现将监督审核事宜通知如下。",
            "",
            DUE,
            (
                (WINDOW, ("{{ window }}",)),
                (
                    "请准备的资料",
                    (
                        "1) 上次审核不符合项的纠正措施及其实施证据；",
                        "2) 组织、人员、场所和认证范围的变更情况；",
                        "3) 认证证书和认证标志的使用情况；",
                        "4) 顾客投诉、争议及其处理记录；",
                        "5) 上次审核以来的内部审核和管理评审记录；",
                        "6) 在建和已完成项目的清单。",
                    ),
                ),
                ("未按期接受监督审核的后果", ("未按期接受监督审核的，本机构将按规定暂停或者撤销认证证书。",)),
            ),
        ),
        "suspension_notice": NoticeWords(
            "暂停认证证书通知书",
            "经认证决定，暂停贵组织所持下列认证证书。",
            "暂停原因",
            EFFECTIVE,
            (
                (
                    _USE,
                    ("暂停期间，不得使用认证证书和认证标志，不得以该证书作获得认证的宣传。",),
                ),
                (
                    "暂停期限与恢复条件",
                    (
                        "{{ term }}",
                        "贵组织在暂停期限内消除暂停原因，并经本机构验证符合认证要求的，恢复认证证书；"
                        "期限届满仍未满足恢复条件的，本机构将撤销认证证书。",
                    ),
                ),
                _APPEAL,
            ),
        ),
        "restoration_notice": NoticeWords(
            "恢复认证证书通知书",
            "经认证决定，恢复贵组织所持下列认证证书。",
            "恢复依据",
            EFFECTIVE,
            (
                (
                    _USE,
                    (
                        "自生效日期起，贵组织可以在认证范围内继续使用认证证书和认证标志。证书的有效期不因暂停而延长。",
                    ),
                ),
            ),
        ),
        "withdrawal_notice": NoticeWords(
            "撤销认证证书通知书",
            "经认证决定，撤销贵组织所持下列认证证书。",
            "撤销原因",
            EFFECTIVE,
            ((_USE, _STOP_FOR_GOOD), _RETURN, _APPEAL),
        ),
        "cancellation_notice": NoticeWords(
            "注销认证证书通知书",
            "经认证决定，注销贵组织所持下列认证证书。",
            "注销原因",
            EFFECTIVE,
            ((_USE, _STOP_FOR_GOOD), _RETURN, _APPEAL),
        ),
    }
)
"""The words of each notice by its name."""


def window(first: str, due: str, *, overdue: bool) -> str:
    """Between which days the surveillance audit is to take place."""
    if overdue:
        return f"监督审核应于{due}前（含当日）完成，现已超过期限，请立即与本机构联系安排。"
    return f"请与本机构商定审核日期，于{first}至{due}之间完成监督审核。"


def term(until: str) -> str:
    """How long a suspension lasts; until the body decides where no term is configured."""
    if until:
        return f"暂停期限自生效日期起至{until}止。"
    return "暂停期限自生效日期起，至本机构作出恢复或者撤销的决定为止。"

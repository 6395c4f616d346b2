"""The words of the forms of a case: audit plan, attendance, checklist, nonconformities, decision, annex."""

from __future__ import annotations

from cts_docs.specification.model import Control

FOOTER_NUMBER = "技术规范：{number} {version}"
FORM_NUMBER = "表单编号：{number}"
"""A body's own number of a form; printed only where it is configured."""

CLIENT, CLIENT_ADDRESS, SCOPE = "受审核方", "地址", "认证范围"
REPORT_NUMBER, AUDIT_TYPE, AUDIT_DATES, AUDIT_PLACES = "报告编号", "审核类型", "审核日期", "审核地点"
CRITERIA, CONTRACT_NUMBER, CONTACT, PHONE = "审核准则", "合同编号", "联系人", "联系电话"
LEADER, AUDITOR, CLIENT_REPRESENTATIVE = "审核组长", "审核员", "受审核方代表"
BOX = "□"


def boxes(words: tuple[str, ...]) -> str:
    """Words to choose from by hand."""
    return "　".join(f"{BOX} {word}" for word in words)


NONCONFORMITY_REPORT = "不符合报告"
NUMBER, SEVERITY, STATUS, CLOSED_DATE = "编号", "性质", "状态", "关闭日期"
FACT, CRITERION = "不符合事实", "不符合的准则"
CAUSE, CORRECTION, ACTION = "原因分析", "纠正", "纠正措施"
DUE_DATE, ACCEPTED = "完成期限", "措施是否接受"
VERIFICATION, VERIFIER, VERIFIED_DATE = "验证情况", "验证人", "验证日期"
FINDING_PART, ACTION_PART, VERIFICATION_PART = "不符合的描述", "原因分析与纠正措施", "验证"

CHECKLIST, CHECKLIST_TITLE = "检查表", "附录 4 检查表"
CHECKLIST_HEADER = ("要求", "结果", "审核证据", "审核员")
CHECKLIST_NOTE = "注：结果填“符合”“不符合”或“不适用”；不适用时在审核证据栏写明理由。"

AUDIT_PLAN = "审核计划"
TEAM, SCHEDULE = "审核组", "日程安排"
TEAM_HEADER = ("姓名", "角色", "注册编号", "人员注册级别")
SCHEDULE_HEADER = ("日期", "时间", "审核员", "条款或接触点", "场所")
STATEMENTS, CONFIRMATION = "公正性与保密", "受审核方确认"
IMPARTIALITY = (
    "公正性：审核组成员应独立、客观、公正地实施审核，不得与受审核方存在影响审核公正性的利益关系。"
    "受审核方对审核组成员的公正性有异议的，可在审核开始前向认证机构提出。"
)
CONFIDENTIALITY = (
    "保密：认证机构及审核组对审核中获得的非公开信息负有保密责任；"
    "除法律法规要求外，未经受审核方书面同意不向第三方披露。"
)
CONFIRMED = "受审核方签字表示知悉本计划的安排，并为审核提供必要的条件。对安排有异议的，请在签字前提出。"

ATTENDANCE = "会议签到表"
MEETINGS = ("首次会议签到表", "末次会议签到表")
MEETING_DATE, MEETING_TIME, MEETING_PLACE, CHAIR = "会议日期", "会议时间", "会议地点", "主持人"
TEAM_SIGNATURES, CLIENT_SIGNATURES = "审核组", "受审核方参会人员"
TEAM_SIGNATURES_HEADER = ("姓名", "角色", "签名")
CLIENT_SIGNATURES_HEADER = ("序号", "姓名", "部门和职务", "签名")

DECISION_RECORD = "认证决定记录"
REVIEWED_MATTERS, OPEN_POINTS, DECISION = "复核事项", "未决事项", "认证决定"
REVIEW_HEADER = ("复核事项", "案卷中的记录", "复核结果")
REVIEW_RESULT = boxes(("符合", "不符合"))
COMPLETE, CONSISTENT, INDEPENDENT = "资料完整", "前后一致", "人员独立"
NONCONFORMITIES, GRADE = "不符合项", "认证级别"
OPEN_POINTS_HEADER = ("不符合项编号", "性质", "纠正措施是否接受", "完成期限")
NO_OPEN_NONCONFORMITY = "案卷中没有未关闭的不符合项。"
UNCERTAINTY = "影响结论的不确定因素"
REVIEWER, REVIEW_OPINION, REVIEW_DATE = "复核人", "复核意见", "复核日期"
RECOMMENDATION, DECISION_REASONS = "推荐意见", "决定理由"
DECIDER, DECISION_DATE, GRANT_DATE = "认证决定人", "认证决定日期", "颁证日期"
CERTIFICATE_NUMBER, VALID_UNTIL = "证书编号", "有效期至"
NO_NONCONFORMITY = "没有登记不符合项。"

CERTIFICATE_ANNEX = "证书附件"
HOLDER, SPECIFICATION = "获证组织", "认证依据"
SITES, SITES_HEADER = "认证覆盖的场所与项目", ("序号", "场所与项目")
ANNEX_NOTE = "本附件是证书的组成部分，与证书同时使用方为有效；证书失效时本附件同时失效。"
ANNEX_DRAFT = "【草稿】证书尚未签发，本附件无效。"
BODY, SEAL, SIGNATORY = "认证机构", "（盖章）", "签发人"


def footer_number(control: Control) -> str:
    """The specification that a form of a case belongs to, for its footer."""
    return FOOTER_NUMBER.format(number=control.number, version=control.version)


def clause(entered: str) -> str:
    """The clause of a nonconformity as it was entered."""
    return f"条款：{entered}"


def complete(forms: int, levels: int, checked: int, requirements: int) -> str:
    """What the case holds: evaluation forms, assessed clauses, items of the checklists."""
    clauses = [f"管理要求条款 {levels} 条"] if levels else []
    parts = [f"测评表 {forms} 份", *clauses, f"特定的管理要求 {checked} 项"]
    if requirements:
        parts.append(f"附录 4 检查项 {requirements} 项")
    return "，".join(parts) + "。"


def consistent(audit_dates: str, report_date: str, scope: str) -> str:
    """The dates and the scope that report, certificate and records share."""
    return f"审核日期：{audit_dates}\n报告日期：{report_date}\n认证范围：{scope}"


def independent(team: str, evaluators: str, reviewer: str, decider: str) -> str:
    """Who audited and evaluated, and who reviewed and decided."""
    return f"审核组：{team}\n测评员：{evaluators}\n复核人：{reviewer}\n认证决定人：{decider}"


def grade(outcome: str, score: str, *others: str) -> str:
    """The grade with the figures that it follows from."""
    return f"{outcome}\n{'；'.join((f'服务特性测评得分 {score} 分', *others))}。"


def management(total: str, level: str) -> str:
    """The management total and its level."""
    return f"管理成熟度总分 {total} 分，{level}"

"""The made-up audits of samples/: who was audited, what was found, what was decided.

Every name is plainly invented (示例, 甲乙丙丁). Coefficients follow a fixed pattern around a
centre, so that they look like people's judgements and never change from run to run.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from filling import Filling, Scalar

STEMS = "甲乙丙丁戊己庚辛壬癸"
_SPREAD = (0, 4, -3, 2, -4, 1, 3, -2, -1)
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

EVIDENCE: Sequence[str] = (
    "查《内外部环境识别清单》及年度评审记录，识别了政策、工期与周边居民等因素。",
    "查《相关方清单》，建设单位、监理、设计与周边社区的要求均已识别并定期更新。",
    "查管理手册第 1 章，服务范围与施工总承包资质范围一致。",
    "查管理手册与 12 份程序文件，服务管理要求已融入质量管理体系。",
    "访谈总经理，查阅服务方针发布令与年度管理评审输入。",
    "方针张贴于项目部公示栏，抽问 4 人均能说明含义。",
    "查岗位说明书 8 份，项目经理与服务专员职责明确。",
    "查《服务风险清单》及应对措施，覆盖停水、夜间施工、交叉作业。",
    "查年度目标分解表与季度统计，顾客满意率等 5 项目标可测量。",
    "查设备台账、项目资金计划与人员配置表，资源满足在建项目需要。",
    "查培训计划、特种作业证书 15 份，均在有效期内。",
    "抽问一线人员 6 人，了解服务要求与不符合的后果。",
    "查与建设单位的周例会纪要 10 份，信息传递及时。",
    "查文件发放与回收记录，现场使用文件均为有效版本。",
    "查施工组织设计、关键工序交底记录与外包队伍评价记录。",
    "查应急预案 4 份与 2025 年度演练记录，演练后已修订。",
    "查顾客满意度调查报告与分部工程质量统计，数据完整。",
    "查内部审核计划、检查表与报告，发现的问题已整改。",
    "查管理评审报告，输入输出完整，决议有跟踪。",
    "查投诉台账与回访记录，投诉均在约定时限内办结。",
    "查持续改进项目 2 项的立项与成果验证记录。",
)
NOTES: Sequence[str | None] = (
    "体系文件与运行记录齐全",
    "已编制服务蓝图，识别 14 个接触点",
    None,
    None,
    "每月统计并分析",
    None,
    "分包方评价记录齐全",
)


def credit_code(body: str) -> str:
    """A unified social credit code: 17 characters with their check character (GB 32100-2015)."""
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + _SIGNS[-total % 31]


@dataclass(frozen=True)
class Nonconformity:
    """One row of the nonconformity sheet."""

    number: str
    clause: str
    description: str
    severity: str
    closed: datetime.date | None = None

    def cells(self) -> tuple[str | datetime.date | None, ...]:
        """Its cells from left to right."""
        status = "已关闭" if self.closed else "未关闭"
        return self.number, self.clause, self.description, self.severity, status, self.closed


@dataclass(frozen=True)
class Audit:
    """One audit: `centre` is the middle of α in hundredths, `levels` repeats over the clauses."""

    file: str
    client: str
    code: str
    start: datetime.date
    centre: int
    levels: Sequence[int]
    certified: bool
    forms: int = 5
    nonconformities: Sequence[Nonconformity] = ()
    values: Mapping[str, Filling] = field(default_factory=dict)
    cells: Mapping[tuple[str, int, int], Scalar] = field(default_factory=dict)
    case: bool = False

    def fillings(self, indicators: int, clauses: int, requirements: Sequence[bool]) -> dict[str, Filling]:
        """Every input by defined name; `values` last, so that an audit may differ anywhere.

        `requirements` says of each row of the checklist of Appendix 4 whether it is a sub-item; with
        `case` it is filled in, and so is the audit plan.
        """
        return {
            **self._client(),
            **self._audit(),
            **self._tables(indicators, clauses),
            **self._conclusion(),
            **({**self._plan(), **_requirements(requirements)} if self.case else {}),
            **self.values,
        }

    def coefficient(self, indicator: int, form: int) -> Decimal:
        """α of an indicator in a form, both counted from 0."""
        hundredths = self.centre + _SPREAD[(indicator * 4 + form * 5) % len(_SPREAD)]
        return Decimal(min(hundredths, 100)) / 100

    def _plan(self) -> dict[str, Filling]:
        dates = [self._day(day) for day in (0, 0, 0, 1, 1, 2, 2)]
        return {**_PLAN, "plan_dates": dates}

    def _client(self) -> dict[str, Filling]:
        return {
            "client_name": self.client,
            "client_credit_code": credit_code(self.code),
            "client_address": "示例省示例市示例区示例路 1 号",
            "certification_scope": "城镇污水处理厂工程施工服务",
            "client_contact": "联系人甲",
            "client_phone": "000-00000000",
            "contract_number": f"示例-HT-{self.code[-4:]}",
            "sites": "示例市城东污水处理厂扩建工程\n示例县污水处理厂提标改造工程",
            "audit_type": "初次认证",
        }

    def _audit(self) -> dict[str, Filling]:
        return {
            "audit_start": self.start,
            "audit_end": self._day(2),
            "audit_places": "示例市总部\n示例市城东污水处理厂扩建工程项目部",
            "person_days": Decimal("4.5"),
            "sampling": f"抽取在建项目 2 个，服务人员 12 人，顾客与测评员体验 {self.forms} 人次",
            "deviations": "无",
            "areas_not_covered": "无",
            "qms_certificate_number": "示例-QMS-0001",
            "qms_certificate_body": "示例认证有限公司",
            "qms_certificate_valid_until": datetime.date(2028, 6, 30),
            "qms_certificate_accredited": "被认可",
            "qms_treatment": "部分免除",
            "qms_risk_reasons": "证书有效且范围覆盖受审核服务，近三年无重大质量事故与投诉，风险低。",
        }

    def _tables(self, indicators: int, clauses: int) -> dict[str, Filling]:
        forms = range(self.forms)
        rows = [item.cells() for item in self.nonconformities]
        names = ("numbers", "clauses", "descriptions", "severities", "statuses", "closed_dates")
        return {
            "evaluators": [f"测评员{STEMS[form % len(STEMS)]}" for form in forms],
            "form_dates": [self._day(form % 3) for form in forms],
            "form_subjects": [_subject(form) for form in forms],
            "experience_coefficients": [
                [self.coefficient(indicator, form) for form in forms] for indicator in range(indicators)
            ],
            "maturity_levels": [self.levels[place % len(self.levels)] for place in range(clauses)],
            "maturity_evidence": list(EVIDENCE[:clauses]),
            "checklist_results": ["符合"] * len(NOTES),
            "checklist_notes": list(NOTES),
            "team_names": ["审核员甲", "审核员乙", "专家丙"],
            "team_roles": ["组长", "组员", "技术专家"],
            "team_registrations": ["示例-SC-0001", "示例-SC-0002", None],
            **{
                f"nonconformity_{name}": [row[place] for row in rows]
                for place, name in enumerate(names)
                if rows
            },
        }

    def _conclusion(self) -> dict[str, Filling]:
        decided: dict[str, Filling] = (
            {"recommendation": "推荐认证", "decision": "同意", "grant_date": self._day(16)}
            if self.certified
            else {
                "recommendation": "不推荐认证",
                "decision": "不同意",
                "decision_reasons": "评价结果未达到授予认证级别的条件。",
            }
        )
        return {
            "management_conformity": "符合",
            "conformity_basis": "依据附录 4 与 4.2.2 逐条审核并访谈相关人员，没有未关闭的严重不符合项。",
            "strengths": "关键工序交底细致，投诉办结及时。",
            "improvements": "建议完善夜间施工的信息告知。",
            "uncertainty": "审核基于抽样，抽样之外的项目存在不确定性。",
            "distribution": "受审核方、认证机构各一份",
            "report_date": self._day(6),
            "reviewer": "复核员丁",
            "review_date": self._day(10),
            "review_opinion": "同意",
            "decider": "决定人戊",
            "decision_date": self._day(14),
            **decided,
        }

    def _day(self, days: int) -> datetime.date:
        return self.start + datetime.timedelta(days=days)


def _subject(form: int) -> str:
    return ("城东厂扩建工程建设单位", "城东厂扩建工程监理单位", "提标改造工程运营单位")[form % 3]


def _requirements(rows: Sequence[bool]) -> dict[str, Filling]:
    """Result, evidence and auditor of each sub-item; nothing in the rows that only introduce some."""
    auditors = ("审核员甲", "审核员乙")
    found = [
        ("符合", EVIDENCE[place * len(EVIDENCE) // len(rows)], auditors[place % 2]) if row else (None,) * 3
        for place, row in enumerate(rows)
    ]
    names = ("results", "evidence", "auditors")
    return {f"requirement_{name}": [one[place] for one in found] for place, name in enumerate(names)}


def _march(day: int) -> datetime.date:
    return datetime.date(2026, 3, day)


_MINOR = "抽查的 3 份设备进场验收记录中，有 1 份缺少验收人签字。"

_PLAN: Mapping[str, Filling] = {
    "plan_times": [
        "08:30–09:00",
        "09:00–12:00",
        "13:30–17:00",
        "08:30–12:00",
        "13:30–17:00",
        "08:30–15:30",
        "16:00–17:00",
    ],
    "plan_auditors": ["全体", "审核员甲", "审核员乙、专家丙", "审核员甲", "审核员乙、专家丙", "全体", "全体"],
    "plan_subjects": [
        "首次会议",
        "附录 4 第 1 至 3 章",
        "接触点：现场交接、施工信息告知",
        "附录 4 第 4、5 章",
        "接触点：关键工序、投诉受理",
        "附录 4 第 6、7 章，特定的管理要求",
        "末次会议",
    ],
    "plan_places": [
        "示例市总部",
        "示例市总部",
        "城东厂项目部",
        "示例市总部",
        "提标改造项目部",
        "示例市总部",
        "示例市总部",
    ],
}
"""The audit plan of a complete case, but for its dates."""

AUDITS: Sequence[Audit] = (
    Audit(
        "01-grade-1",
        "示例市政工程有限公司",
        "91360100MA35EXA01",
        _march(2),
        97,
        (5, 4, 4),
        certified=True,
        values={
            "client_name_en": "Shili Municipal Works Co., Ltd. (example)",
            "client_address_en": "No. 1 Shili Road, Shili District, Shili City (example)",
            "certification_scope_en": "Construction services for urban wastewater treatment plants",
        },
    ),
    Audit(
        "02-grade-2",
        "示例水务建设有限公司",
        "91360100MA35EXA02",
        _march(3),
        92,
        (4, 3, 4, 3),
        certified=True,
        nonconformities=(Nonconformity("NC-01", "4.1", _MINOR, "轻微", _march(8)),),
    ),
    Audit(
        "03-grade-3", "示例环境工程有限公司", "91360100MA35EXA03", _march(4), 85, (3, 4, 3), certified=True
    ),
    Audit(
        "04-lowered-by-A5",
        "示例净水工程有限公司",
        "91360100MA35EXA04",
        _march(5),
        93,
        (3, 3, 2),
        certified=True,
        nonconformities=(
            Nonconformity("NC-01", "6.2", "内部审核未覆盖外包的管网施工过程。", "轻微", _march(9)),
            Nonconformity("NC-02", "4.5", _MINOR, "轻微", _march(9)),
        ),
    ),
    Audit(
        "05-score-60-79",
        "示例排水工程有限公司",
        "91360100MA35EXA05",
        _march(9),
        70,
        (3, 4, 3),
        certified=False,
    ),
    Audit(
        "06-conformity-failed",
        "示例清源建设有限公司",
        "91360100MA35EXA06",
        _march(10),
        93,
        (4, 3, 3),
        certified=False,
        nonconformities=(
            Nonconformity("NC-01", "5.1", "外包的设备安装过程没有任何控制措施和验收记录。", "严重"),
        ),
        values={
            "management_conformity": "不符合",
            "conformity_basis": "严重不符合项 NC-01 尚未关闭，5.1 运行策划和控制不符合要求。",
            "checklist_results": ["符合", "符合", "符合", "符合", "符合", "符合", "不符合"],
            "checklist_notes": [None, None, None, None, None, None, "外包的设备安装过程未受控，见 NC-01"],
            "decision_reasons": "管理要求符合性审查结论为不符合。",
        },
    ),
    Audit(
        "07-level-too-low",
        "示例城建工程有限公司",
        "91360100MA35EXA07",
        _march(11),
        88,
        (2, 2, 1, 3),
        certified=False,
        values={"decision_reasons": "管理成熟度等级低于服务特性测评得分所需的等级。"},
    ),
    Audit(
        "08-thirty-forms",
        "示例管网工程有限公司",
        "91360100MA35EXA08",
        _march(16),
        93,
        (4, 3, 4),
        certified=True,
        forms=30,
        values={
            "audit_type": "再认证",
            "first_grant_date": datetime.date(2023, 4, 3),
            "cycle": 1,
            "existing_certificate": "示例-2023-0001-R0",
            "existing_certificate_valid_until": datetime.date(2026, 4, 2),
            "earlier_nonconformities": "上次监督的 1 项轻微不符合已关闭，本次核实措施持续有效。",
            "mark_use": "证书与标志仅用于投标文件和公司网站，使用正确。",
            "person_days": Decimal(8),
        },
    ),
    Audit(
        "09-mistakes",
        "示例错漏工程有限公司",
        "91360100MA35EXA09",
        _march(17),
        90,
        (4, 3, 4),
        certified=True,
        nonconformities=(Nonconformity("NC-01", "5.2", "没有任何应急预案。", "严重"),),
        values={
            "client_credit_code": "91360100MA35EXA090",
            "client_address": None,
            "audit_end": datetime.date(2026, 3, 12),
            "report_date": "2026年3月23日",
            "person_days": "四天半",
            "audit_type": "初审",
            "reviewer": "审核员乙",
            "team_roles": ["组长", "组长", "技术专家"],
        },
        cells={
            ("experience_coefficients", 0, 0): Decimal("1.2"),
            ("experience_coefficients", 1, 0): None,
            ("experience_coefficients", 2, 1): "０.８",
            ("experience_coefficients", 3, 1): "85%",
            ("experience_coefficients", 4, 2): Decimal("0.875"),
            ("experience_coefficients", 5, 2): "高",
            ("experience_coefficients", 6, 3): "=0.8+0.1",
            ("evaluators", 0, 4): None,
            ("maturity_levels", 3, 0): 6,
            ("maturity_levels", 4, 0): None,
            ("maturity_levels", 5, 0): Decimal("3.5"),
            ("maturity_evidence", 7, 0): None,
        },
    ),
    Audit(
        "10-case-file",
        "示例水环境工程有限公司",
        "91360100MA35EXA10",
        _march(23),
        93,
        (4, 4, 3),
        certified=True,
        nonconformities=(
            Nonconformity("NC-01", "4.1", _MINOR, "轻微", _march(30)),
            Nonconformity("NC-02", "4.2", "2026 年培训计划未包括新进服务人员的岗前培训。", "轻微"),
        ),
        values={
            "cycle": 0,
            "team_levels": ["高级审核员", "审核员", None],
            "nonconformity_causes": ["项目部未指定验收记录的复核人。", "培训归口部门未收到新进人员名单。"],
            "nonconformity_corrections": ["已补签并复核同批验收记录。", "已对 2 名新进人员补训并考核合格。"],
            "nonconformity_actions": [
                "《物资验收办法》增加复核人，项目部每月抽查。",
                "人力资源部在录用当日通知培训归口部门，岗前培训合格后上岗。",
            ],
            "nonconformity_due_dates": [_march(30), datetime.date(2026, 5, 29)],
            "nonconformity_accepted": ["接受", "接受"],
            "nonconformity_verifiers": ["审核员甲", None],
            "nonconformity_verified_dates": [_march(30), None],
            "nonconformity_verification": ["核对补签的验收记录 3 份与抽查记录 1 份，措施有效。", None],
        },
        case=True,
    ),
    Audit(
        "11-surveillance",
        "示例流域治理有限公司",
        "91360100MA35EXA11",
        _march(24),
        91,
        (4, 3, 4),
        certified=True,
        values={
            "audit_type": "监督",
            "recommendation": "推荐保持认证",
            "grant_date": None,
            "cycle": 0,
            "first_grant_date": datetime.date(2025, 4, 9),
            "existing_certificate": "示例-2025-0001-R0",
            "existing_certificate_valid_until": datetime.date(2028, 4, 8),
            "earlier_nonconformities": (
                "上次审核的 NC-01（轻微，条款 4.2）：岗前培训已纳入培训计划，"
                "抽查 2025 年新进人员 5 人的培训与考核记录，措施有效，同意关闭。"
            ),
            "mark_use": "证书与标志仅用于投标文件和公司网站，使用正确。",
            "team_levels": ["高级审核员", "审核员", None],
        },
        case=True,
    ),
)

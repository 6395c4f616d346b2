"""The audit report's headings, labels and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cts_docs.assessment.figures import exact
from cts_docs.assessment.model import ORDINARY, RECERTIFICATION, RECOMMENDATIONS, SURVEILLANCE
from cts_docs.documents.wording.common import date_words, listed, weighted
from cts_docs.specification.model import Control, ExperienceBand, Specification

TITLE = "服务认证审核报告"
INTERNAL_TITLE = "审核报告内部附件"
CONTENTS = "目录"
DRAFT_MARK = "（草稿）"
STATUS_DRAFT, STATUS_ISSUED = "草稿，尚未签发", "已签发"
VERSION_DRAFT, VERSION_ISSUED = "草稿", "签发版"
FOOTER_NUMBER = "报告编号：{{ report_number }}"
DRAFT_BANNER = "【草稿】本报告尚未签发，仅供复核与认证决定使用。"


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of the report with the titles of its parts.

    `parts_condition` is the template condition on the headings of its parts, empty for always.
    """

    number: int
    title: str
    parts: tuple[str, ...] = ()
    parts_condition: str = ""

    @property
    def heading(self) -> str:
        """The heading as printed: `8 服务特性测评`."""
        return f"{self.number} {self.title}"

    @property
    def bookmark(self) -> str:
        """The bookmark that the contents lead to."""
        return f"section_{self.number}"

    def entries(self) -> Iterator[tuple[str, str]]:
        """The bookmarks and headings of the section and of its parts, in order."""
        yield self.bookmark, self.heading
        for part in range(1, len(self.parts) + 1):
            yield self.part_bookmark(part), self.part_heading(part)

    def part_heading(self, part: int) -> str:
        """The heading of a part, from 1: `8.1 测评方法`."""
        return f"{self.number}.{part} {self.parts[part - 1]}"

    def part_bookmark(self, part: int) -> str:
        """The bookmark of a part, from 1."""
        return f"section_{self.number}_{part}"


NONCONFORMITIES = 10
"""The section whose parts tell earlier nonconformities from those of this audit."""


def sections(specification: Specification) -> tuple[Section, ...]:
    """The sections of the report in order; two titles name a limit of the specification."""
    maturity = specification.has_maturity
    titles: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("控制信息", ()),
        ("受审核方", ()),
        ("合同与审核类型", ()),
        ("审核目的、范围与准则", ()),
        ("审核组", ()),
        ("审核的实施", ()),
        ("与审核计划的偏离及未覆盖的区域", ()),
        (
            "服务特性测评",
            (
                "测评方法",
                "各测评表得分",
                "各项指标得分",
                "各服务特性得分",
                f"{low_limit(specification)}的指标",
            ),
        ),
        (
            "管理要求审核",
            (
                "质量管理体系认证证书与通用要求",
                "特定的管理要求",
                *(_maturity_parts(specification) if maturity else _conformity_parts(specification)),
            ),
        ),
        ("不符合项及其关闭", ("上次审核不符合项的跟踪", "本次审核的不符合项")),
        (
            "认证级别的得出",
            ("适用的分数段", "得分与等级" if maturity else "得分与结论", "结论及说明", "适用的条文解释"),
        ),
        ("优势与改进建议", ()),
        ("审核结论与推荐意见", ()),
        ("复核与认证决定", ()),
        ("抽样与保密声明", ()),
        ("报告分发", ()),
        ("附件", ()),
    )
    return tuple(
        Section(number, title, parts, "_follows" if number == NONCONFORMITIES else "")
        for number, (title, parts) in enumerate(titles, 1)
    )


def _maturity_parts(specification: Specification) -> tuple[str, ...]:
    level = specification.listed_below.name
    return ("各条款的管理成熟度等级", "各章得分与管理成熟度总分", f"管理成熟度等级低于{level}的条款")


def _conformity_parts(specification: Specification) -> tuple[str, ...]:
    return (f"{specification.appendix4.label} 各条款的符合性",)


def low_limit(specification: Specification) -> str:
    """Which coefficients reading B12 lists; of points given by judgement it is their share."""
    limit = specification.listed_band.upper
    judged = f"或评判得分率不高于 {exact(limit * 100)}%" if specification.has_judged else ""
    return f"体验系数 α 不高于 {exact(limit)}{judged} "


_PURPOSE = (
    "依据技术规范，对受审核方的服务特性进行测评，对其管理要求进行审核，"
    "评价其符合程度{maturity}，为认证决定提供依据。"
)
_PURPOSES = {
    SURVEILLANCE: (
        "依据技术规范，对获证组织的服务特性进行监督测评，对其管理要求进行监督审核，跟踪上次审核的不符合项，"
        "检查证书与标志的使用，评价其是否持续符合，为是否保持认证提供依据。"
    ),
    RECERTIFICATION: (
        "依据技术规范，对获证组织的服务特性重新测评，对其管理要求重新审核，跟踪上次审核的不符合项，"
        "检查证书与标志的使用，评价其是否持续符合，为再认证决定提供依据。"
    ),
    "特殊审核": (
        "针对本次特殊审核的事由，依据技术规范对获证组织的服务特性进行测评，对其管理要求进行审核，"
        "评价其是否持续符合，为就现有认证作出决定提供依据。"
    ),
}


def purpose(specification: Specification, audit_type: str) -> str:
    """The purpose of an audit of this type."""
    maturity = "和管理成熟度" if specification.has_maturity else ""
    return _PURPOSES.get(audit_type, _PURPOSE.format(maturity=maturity))


def recommendation(audit_type: str, entered: str) -> str:
    """The recommendation in the words of the audit type, also where the ordinary words were entered."""
    if entered in ORDINARY and audit_type in RECOMMENDATIONS:
        return RECOMMENDATIONS[audit_type][ORDINARY.index(entered)]
    return entered


CRITERIA_INTRODUCTION = "审核准则为下列技术规范，以及该规范所列的规范性引用文件："
REFERENCES_INTRODUCTION = "该规范列出的规范性引用文件："


def criterion(control: Control) -> str:
    """The specification as a criterion, with number, version and dates."""
    return (
        f"{control.number} {control.version}《{control.title}》"
        f"（发布日期：{date_words(control.issue_date)}，生效日期：{date_words(control.effective_date)}）"
    )


def band_range(band: ExperienceBand) -> str:
    """The coefficients of a band, as the specification prints them: 0.2＜α≤0.4."""
    sign = "≤" if band.lower == 0 else "＜"
    return f"{exact(band.lower)}{sign}α≤{exact(band.upper)}"


METHOD = (
    "服务特性测评按技术规范 {clause} 进行：每一测评员每次测评填写一份测评表，"
    "对{which}按李克特 {points} 点式量表评定体验系数 α；"
    "单项实际得分为单项分值与 α 之积。{judged}每份测评表的得分为实际得分除以应得分的百分数。"
    "服务特性测评得分的计算：{{{{ mean_rule }}}}计算中不修约。"
)
JUDGED_METHOD = "{indicators}由测评员直接评判打分，实际得分即评判得分（技术规范 {clause}）。"


def method(specification: Specification) -> str:
    """How a form is scored, and where the sentence on the mean over the forms stands."""
    judged = [f"{each.id} {each.name}" for each in specification.indicators if each.judged_in]
    clause = specification.method.judged
    own = JUDGED_METHOD.format(indicators=listed(judged), clause=clause) if judged else ""
    return METHOD.format(
        clause=specification.method.service,
        points=len(specification.experience_bands),
        which=f"{'评判打分以外的' if judged else ''}每项指标",
        judged=own,
    )


MEAN_OF_FORMS = "取全部测评表得分的算术平均值。"
"""How the service score follows from the forms, where the specification has no reading on it (B9)."""

MEAN_OF_GROUPS = (
    "先求每类测评员各测评表得分的算术平均值，"
    "再按测评员类别的权重求加权平均值（技术规范 {clause}：{weights}）。"
)
GROUPS_INTRODUCTION = "技术规范 {clause} 规定了各类测评员的权重，各类的测评表份数与平均得分见"


def mean_of_groups(specification: Specification) -> str:
    """How the service score follows from the forms of weighted groups of evaluators."""
    weights = weighted(specification.evaluator_groups)
    return MEAN_OF_GROUPS.format(clause=specification.method.groups, weights=weights)


METHOD_BANDS = "体验系数 α 的分档见"
EVALUATED = "本次审核共 {{ form_count }} 份测评表（每人每次一份）。"
SCORE = "服务特性测评得分：{{ service_score }} 分。"
SCORE_NOTE = (
    "得分按四舍五入显示两位小数；若显示值与精确值分处某一界限的两侧，则在显示值后"
    "标注（−）或（+），表示精确值小于或大于显示值。判定一律以精确值为准。"
)
RADAR_TITLE = "各服务特性得分率"
RADAR_KEY = "%，{{ radar_scale }}"
RADAR_ALTERNATIVE = "雷达图：各服务特性的平均得分率（百分数），数值见上表。"
SCORE_COLUMNS_ALTERNATIVE = "柱形图：各服务特性的平均得分率（百分数），数值见上表。"
CHAPTERS_TITLE = "管理要求各章得分"
CHAPTERS_ALTERNATIVE = "柱形图：管理要求各章的得分与该章总分，数值见上表。"
SERIES_SCORE = "得分率（%）"
SERIES_POINTS = "得分"
SERIES_MAXIMUM = "总分"
SERIES_LOWEST, SERIES_RANGE, SERIES_MEAN, SERIES_HIGHEST = "最低", "极差", "平均", "最高"
SPREAD_KEY = "灰柱：最低至最高；◆：平均"

LOW_INTRODUCTION = "逐一列出任一测评表中{limit}的指标。"
LOW_NONE = "各测评表中均没有{limit}的指标。"
WEAK_INTRODUCTION = "逐一列出管理成熟度等级低于{level}的条款。"
WEAK_NONE = "没有管理成熟度等级低于{level}的条款。"

CHECKLIST_INTRODUCTION = (
    "技术规范 {clause} 的特定管理要求没有对应的计分项，逐项检查，结果作为管理要求符合性审查的依据，见"
)


def qms_introduction(specification: Specification) -> str:
    """What a certificate of a quality management system spares, with the clause that says so."""
    clause = specification.method.exemption
    source = f"技术规范 {clause}：" if clause else ""
    scored = "该决定不免除任何计分条款。" if specification.has_maturity else ""
    return (
        f"{source}持有有效的质量管理体系认证证书时，由本机构评估风险后决定是否部分免除通用要求的审核。"
        f"{scored}"
    )


COMPOSITE_VALUE = "{{ composite_score }} 分"
SCORE_VALUE, TOTAL_VALUE = "{{ service_score }} 分", "{{ management_total }} 分"
TOTAL = "管理成熟度总分：{{{{ management_total }}}} 分（满分 {maximum} 分），{{{{ management_level }}}}。"
LEVEL_BANDS_INTRODUCTION = "管理成熟度总分的分级见"

CONFORMITY_INTRODUCTION = "{appendix} 各条款的检查结果、符合性与审核证据见"
CONFORMITY_NONE = "本次审核没有记录{appendix} 的检查结果。"
UNRECORDED = "未记录 {count}"
FAILED_REQUIREMENTS = "检查表中结果为“不符合”的子项与对应的不符合项：{items}。"
FAILED_REQUIREMENT, NOT_RECORDED = "{item}（{numbers}）", "未登记"

NO_NONCONFORMITY = "本次审核没有登记不符合项。"
FINDING = (
    "编号：{{ item.number }}　条款：{{ item.clause }}　性质：{{ item.severity }}　"
    "状态：{{ item.status }}　关闭日期：{{ item.closed }}"
)
NONCONFORMITIES_COUNT = (
    "共登记不符合项 {count} 项，其中严重 {major} 项、轻微 {minor} 项；已关闭 {closed} 项，未关闭 {open} 项。"
)

BANDS_INTRODUCTION = "认证级别按技术规范 {clause} 判定，本次适用的分数段见"
FLOOR = "技术规范 {clause} 规定：{floor}，否则不授予认证级别。"
QUESTIONS_INTRODUCTION = "技术规范的文本在若干处没有明确规定。与本次结果有关的各处及认证机构采用的解释见"
NO_QUESTIONS = "本次结果不涉及技术规范没有明确规定之处。"
READINGS_INTRODUCTION = (
    "技术规范的文本在若干处可以有不同理解。下表列出本次审核采用的全部条文解释；"
    "“机构选择”表示认证机构在其配置文件中选择了与默认不同的解释。"
)
NO_CONFIGURATION = "未使用配置文件，全部采用默认的条文解释"
BY_DEFAULT, BY_BODY, FIXED = "默认", "机构选择（与默认不同）", "固定"


def highest_and_lowest(specification: Specification) -> str:
    """Which grade is the highest and which level the lowest (reading A9)."""
    grade = specification.grading.names[1]
    if not specification.has_maturity:
        return f"认证级别以{grade}为最高。"
    level = specification.levels[0].name
    return f"认证级别以{grade}为最高；管理成熟度等级以{level}为最低，二者不可混淆。"


SAMPLING_STATEMENT = (
    "审核是基于抽样的活动，结论以所抽取的样本为依据，未被抽取的部分仍可能存在不符合。"
    "审核并不解除受审核方持续符合认证要求的责任。"
)
CONFIDENTIALITY_STATEMENT = (
    "认证机构及审核组对审核中获得的非公开信息负有保密责任；"
    "除法律法规要求外，未经受审核方书面同意不向第三方披露。"
)
ANNEXES_INTRODUCTION = "下列文件为本报告的附件，各自单独成册："
ANNEX_FORMS = "{label} {title}：测评表 {{{{ form_count }}}} 份及平均值表 1 份"
ANNEX_ONE = "{label} {title}：1 份"

LEADER, REVIEWER, DECIDER = "审核组长", "复核人", "认证决定人"

INTERNAL_NOTE = "本附件仅供认证机构内部使用，不随审核报告分发。"
INTERNAL_SECTIONS = (
    Section(1, "距高一级认证级别的差距"),
    Section(2, "测评表之间的离散程度"),
    Section(3, "采用的条文解释与机构的选择"),
    Section(4, "生成信息"),
)
_MARGIN = "已满足的一项为 0；管理要求符合性审查结论不在其内。"


def margin_introduction(specification: Specification) -> str:
    """What the margin to the next grade counts."""
    if not specification.has_maturity:
        return "差距指距高一级认证级别所缺的得分；已满足时为 0；管理要求符合性审查结论不在其内。"
    if specification.composite is None:
        return f"差距指距高一级认证级别的两项下限所缺的得分与管理成熟度总分；{_MARGIN}"
    name, share = specification.composite.name, "服务特性测评得分或管理成熟度总分"
    return (
        f"差距指距高一级认证级别的两项下限所缺的{name}与管理成熟度总分，提高{share}均可提高{name}；{_MARGIN}"
    )


NO_MARGIN = "—（已为最高认证级别）"
SPREAD_INTRODUCTION = "下表按指标列出各测评表体验系数 α 的最低值、最高值、平均值及极差。"
SPREAD_JUDGED = "标“评判”的指标列出评判得分，图中按评判得分占单项分值的比例标示。"
SPREAD_TITLE = "各项指标体验系数 α 的最低值、最高值与平均值"
SPREAD_TITLE_JUDGED = "各项指标体验系数 α 或评判得分率的最低值、最高值与平均值"
SPREAD_ALTERNATIVE_JUDGED = "图：各项指标在全部测评表中的最低、最高与平均体验系数或评判得分率，数值见上表。"
SPREAD_ALTERNATIVE = "图：各项指标在全部测评表中的最低、最高与平均体验系数，数值见上表。"


def radar_scale(start: Decimal, end: Decimal, step: Decimal) -> str:
    """The meaning of a radar chart's centre, rim and rings."""
    return f"中心为 {start:f}，最外圈为 {end:f}，每圈 {step:f}"


def points(number: str) -> str:
    """A number of points."""
    return f"{number} 分"

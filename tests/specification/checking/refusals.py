"""One-line mutations of the delivered data file, each with every fault that it must bring."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    code: str
    field: str
    found: str
    expected: str


@dataclass(frozen=True)
class Mutation:
    """`old`, which stands in the file at the `occurrence`-th place, becomes `new`."""

    name: str
    old: str
    new: str
    faults: tuple[Fault, ...]
    occurrence: int = 1

    def apply(self, text: str) -> str:
        before = text.split(self.old, self.occurrence)
        assert len(before) == self.occurrence + 1, f"{self.old!r} does not stand in the file"
        return self.old.join(before[:-1]) + self.new + before[-1]


INDICATOR = 'heading = "1.2. 设备设施/7分", points = 7'
RISING = 'heading = "1.1. 理解组织及其所处的环境", total = 5, points = [1, 2, 3, 4, 5]'

SUMS = (
    Mutation(
        "an indicator against its heading and its characteristic",
        INDICATOR,
        'heading = "1.2. 设备设施/7分", points = 6',
        (
            Fault("SPEC_SUM", "appendix1.characteristics[0].points", "17", "16"),
            Fault("SPEC_SUM", "appendix1.characteristics[0].indicators[1].points", "6", "7"),
        ),
    ),
    Mutation(
        "a characteristic against its heading",
        'heading = "3. 时间性/15分"',
        'heading = "3. 时间性/14分"',
        (Fault("SPEC_SUM", "appendix1.characteristics[2].points", "15", "14"),),
    ),
    Mutation(
        "a heading that names no points",
        'heading = "3. 时间性/15分"',
        'heading = "3. 时间性"',
        (Fault("SPEC_HEADING", "appendix1.characteristics[2].heading", "3. 时间性", "时间性/15分"),),
    ),
    Mutation(
        "the total of Appendix 1",
        "total_points = 100",
        "total_points = 99",
        (Fault("SPEC_SUM", "appendix1.total_points", "99", "100"),),
    ),
    Mutation(
        "a chapter's total",
        "total = 40",
        "total = 45",
        (Fault("SPEC_SUM", "chapters[3].total", "45", "40"),),
    ),
    Mutation(
        "a clause's total against its highest level",
        RISING,
        RISING.replace("total = 5", "total = 6"),
        (Fault("SPEC_SUM", "chapters[0].clauses[0].total", "6", "5"),),
    ),
    Mutation(
        "points that do not rise with the level",
        RISING,
        RISING.replace("[1, 2, 3, 4, 5]", "[1, 2, 2, 4, 5]"),
        (Fault("SPEC_NOT_RISING", "chapters[0].clauses[0].points[2]", "2", "> 2"),),
    ),
    Mutation(
        "points for fewer levels than there are",
        RISING,
        RISING.replace("[1, 2, 3, 4, 5]", "[1, 2, 3, 5]"),
        (Fault("SPEC_COUNT", "chapters[0].clauses[0].points", "4", "5"),),
    ),
    Mutation(
        "a clause's heading against its name",
        'heading = "6.2. 内审"',
        'heading = "6.2. 内部审核"',
        (Fault("SPEC_HEADING", "chapters[5].clauses[1].heading", "6.2. 内部审核", "6.2. 内审"),),
    ),
)

BANDS = (
    Mutation(
        "a gap between α bands, which their printed line does not have",
        "lower = 0.4\n",
        "lower = 0.5\n",
        (
            Fault(
                "SPEC_LINE",
                "experience_bands[2].text",
                "③ 符合预期：0.4<α≤0.6;",
                "③符合预期：0.5<α≤0.6",
            ),
            Fault("SPEC_BAND_GAP", "experience_bands[2].lower", "0.5", "0.4"),
        ),
    ),
    Mutation(
        "α bands that end before 1",
        "lower = 0.8\nupper = 1\n",
        "lower = 0.8\nupper = 0.9\n",
        (
            Fault(
                "SPEC_LINE",
                "experience_bands[4].text",
                "⑤ 远高于预期：0.8<α≤1。",
                "⑤远高于预期：0.8<α≤0.9",
            ),
            Fault("SPEC_BAND_END", "experience_bands[4].upper", "0.9", "1"),
        ),
    ),
    Mutation(
        "a printed α line",
        "④ 高于预期：0.6<α≤0.8;",
        "④ 高于预期：0.6≤α≤0.8;",
        (
            Fault(
                "SPEC_LINE",
                "experience_bands[3].text",
                "④ 高于预期：0.6≤α≤0.8;",
                "④高于预期：0.6<α≤0.8",
            ),
        ),
    ),
    Mutation(
        "an overlap of level bands",
        "{ level = 5, lower = 120, upper = 145 }",
        "{ level = 5, lower = 119, upper = 145 }",
        (Fault("SPEC_BAND_OVERLAP", "level_bands.equal_steps[4].lower", "119", "120"),),
    ),
    Mutation(
        "level bands that end before the highest total",
        "{ level = 5, lower = 120, upper = 145 }",
        "{ level = 5, lower = 120, upper = 144 }",
        (Fault("SPEC_BAND_END", "level_bands.equal_steps[4].upper", "144", "145"),),
    ),
    Mutation(
        "level bands that begin above the least total",
        "equal_steps = [\n  { level = 1, lower = 20, upper = 45 }",
        "equal_steps = [\n  { level = 1, lower = 30, upper = 45 }",
        (Fault("SPEC_BAND_GAP", "level_bands.equal_steps[0].lower", "30", "29"),),
    ),
    Mutation(
        "a level band of another level",
        "{ level = 4, lower = 95, upper = 120 }",
        "{ level = 3, lower = 95, upper = 120 }",
        (Fault("SPEC_BAND_LEVELS", "level_bands.equal_steps", "1, 2, 3, 3, 5", "1 … 5"),),
    ),
    Mutation(
        "a printed level line",
        "③ 70分 ≤ 总分 < 95分，三级；",
        "③ 70分 ≤ 总分 < 94分，三级；",
        (
            Fault(
                "SPEC_LINE",
                "appendix3.notes[5].text",
                "③ 70分 ≤ 总分 < 94分，三级；",
                "③70分≤总分<95分，三级",
            ),
        ),
    ),
    Mutation(
        "a missing level line",
        '  { style = "item2", text = "③ 70分 ≤ 总分 < 95分，三级；" },\n',
        "",
        (Fault("SPEC_COUNT", "appendix3.notes", "4", "5"),),
    ),
    Mutation(
        "a gap between grade bands",
        "{ lower = 90, upper = 95, grade = 2, level = 4 }",
        "{ lower = 91, upper = 95, grade = 2, level = 4 }",
        (Fault("SPEC_BAND_GAP", "grading.tables.bands[3].lower", "91", "90"),),
    ),
    Mutation(
        "grade bands that end before 100",
        "{ lower = 95, upper = 100, grade = 1, level = 4 }",
        "{ lower = 95, upper = 99, grade = 1, level = 4 }",
        (Fault("SPEC_BAND_END", "grading.tables.bands[4].upper", "99", "100"),),
    ),
    Mutation(
        "a band that ends where it begins, and the overlap that follows",
        "{ lower = 80, upper = 90, grade = 2, level = 3 }",
        "{ lower = 80, upper = 80, grade = 2, level = 3 }",
        (
            Fault("SPEC_NOT_RISING", "grading.tables.rows[2].upper", "80", "> 80"),
            Fault("SPEC_BAND_GAP", "grading.tables.rows[3].lower", "90", "80"),
        ),
    ),
    Mutation(
        "a higher score with a lower grade",
        "{ lower = 90, upper = 100, grade = 1, level = 4 }",
        "{ lower = 90, upper = 100, grade = 3, level = 4 }",
        (Fault("SPEC_NOT_RISING", "grading.tables.rows[3].grade", "3", "≤ 2"),),
    ),
    Mutation(
        "a grade that needs a level nobody can reach",
        "{ lower = 90, upper = 100, grade = 1, level = 4 }",
        "{ lower = 90, upper = 100, grade = 1, level = 6 }",
        (Fault("SPEC_REFERENCE", "grading.tables.rows[3].level", "6", "1 … 5"),),
    ),
    Mutation(
        "a grade without the level it needs",
        "{ lower = 90, upper = 100, grade = 1, level = 4 }",
        "{ lower = 90, upper = 100, grade = 1 }",
        (
            Fault("SPEC_KEY_MISSING", "grading.tables.rows[3].level", "", "1 … 5"),
            Fault("SPEC_NOT_RISING", "grading.tables.rows[3].level", "", "≥ 3"),
        ),
    ),
    Mutation(
        "a grade without a name",
        "{ lower = 90, upper = 95, grade = 2, level = 4 }",
        "{ lower = 90, upper = 95, grade = 0, level = 4 }",
        (
            Fault("SPEC_REFERENCE", "grading.tables.bands[3].grade", "0", "1 / 2 / 3"),
            Fault("SPEC_NOT_RISING", "grading.tables.bands[4].grade", "1", "≤ 0"),
        ),
    ),
    Mutation(
        "a service score that is no percentage",
        "maximum = 100",
        "maximum = 120",
        (
            Fault("SPEC_VALUE", "grading.maximum", "120", "100"),
            Fault("SPEC_BAND_END", "grading.tables.bands[4].upper", "100", "120"),
            Fault("SPEC_BAND_END", "grading.tables.rows[3].upper", "100", "120"),
        ),
    ),
    Mutation(
        "grades that are not numbered from 1",
        '3 = "三级"',
        '4 = "三级"',
        (Fault("SPEC_VALUE", "grading.names.4", "4", "1 / 2 / 3"),),
    ),
)

SHAPE = (
    Mutation(
        "an unknown key",
        "total_points = 100",
        'total_points = 100\nremark = "示例"',
        (
            Fault(
                "SPEC_KEY_UNKNOWN",
                "appendix1.remark",
                "remark",
                "characteristics / header / label / score_label / title / total_label / total_points",
            ),
        ),
    ),
    Mutation(
        "an unknown key of a block",
        'text = "2) 组织应：" }',
        'text = "2) 组织应：", level = 2 }',
        (
            Fault(
                "SPEC_KEY_UNKNOWN",
                "text.blocks[17].level",
                "level",
                "anchor / checklist / clause / links / style / text",
            ),
        ),
    ),
    Mutation(
        "a missing key",
        'version = "B/0"\n',
        "",
        (Fault("SPEC_KEY_MISSING", "control.version", "", 'string "…"'),),
    ),
    Mutation(
        "a missing key of an indicator",
        INDICATOR,
        'heading = "1.2. 设备设施/7分"',
        (
            Fault(
                "SPEC_KEY_MISSING",
                "appendix1.characteristics[0].indicators[1].points",
                "",
                "number 0, 1, 2.5 …",
            ),
        ),
    ),
    Mutation(
        "a text where a number belongs",
        INDICATOR,
        'heading = "1.2. 设备设施/7分", points = "7"',
        (
            Fault(
                "SPEC_TYPE",
                "appendix1.characteristics[0].indicators[1].points",
                "7",
                "number 0, 1, 2.5 …",
            ),
        ),
    ),
    Mutation(
        "true where a number belongs",
        "total_points = 100",
        "total_points = true",
        (Fault("SPEC_TYPE", "appendix1.total_points", "true", "number 0, 1, 2.5 …"),),
    ),
    Mutation(
        "a number below nothing",
        "{ level = 1, lower = 20, upper = 45 }",
        "{ level = 1, lower = -1, upper = 45 }",
        (Fault("SPEC_VALUE", "level_bands.as_issued[0].lower", "-1", "number 0, 1, 2.5 …"),),
    ),
    Mutation(
        "infinity where a number belongs",
        "upper = 0.2\n",
        "upper = inf\n",
        (Fault("SPEC_TYPE", "experience_bands[0].upper", "Infinity", "number 0.2"),),
    ),
    Mutation(
        "a number with more digits than a figure has",
        "upper = 0.2\n",
        "upper = 1e99999999\n",
        (Fault("SPEC_TYPE", "experience_bands[0].upper", "1E+99999999", "number 0.2"),),
    ),
    Mutation(
        "a text where a list belongs",
        'levels = ["一级", "二级", "三级", "四级", "五级"]',
        'levels = "一级"',
        (Fault("SPEC_TYPE", "maturity_model.levels", "一级", "array [ … ]"),),
    ),
    Mutation(
        "a number in a list of texts",
        '["2", "80—90分", "三级及以上"]',
        '[2, "80—90分", "三级及以上"]',
        (Fault("SPEC_TYPE", "grading.printed.rows[1][0]", "2", 'string "…"'),),
    ),
    Mutation(
        "a list where a table belongs",
        "parameters = { score = 90, level = 3 }",
        "parameters = [90, 3]",
        (Fault("SPEC_TYPE", "readings.A3.choices.row2.parameters", "[…]", "table { … }"),),
    ),
    Mutation(
        "a text where true or false belongs",
        "description_printed = false",
        'description_printed = "no"',
        (Fault("SPEC_TYPE", "chapters[6].description_printed", "no", "true / false"),),
    ),
    Mutation(
        "an empty text",
        'prepared_by = "技术部"',
        'prepared_by = " "',
        (Fault("SPEC_EMPTY", "control.prepared_by", " ", 'string "…"'),),
    ),
    Mutation(
        "an unknown style",
        '{ style = "item1", text = "2) 组织应：" }',
        '{ style = "item9", text = "2) 组织应：" }',
        (
            Fault(
                "SPEC_VALUE",
                "text.blocks[17].style",
                "item9",
                "heading1 / heading2 / heading3 / paragraph / clause / item1 / item2 / item3 / "
                "reference / table_title / maturity_model / experience_bands / grade_table",
            ),
        ),
    ),
    Mutation(
        "a printed row with a cell too few",
        '["2", "80—90分", "三级及以上"]',
        '["2", "80—90分"]',
        (Fault("SPEC_COUNT", "grading.printed.rows[1]", "2", "3"),),
    ),
    Mutation(
        "a column too few",
        ', "体验系数 α", "实际得分"]',
        ', "体验系数 α"]',
        (Fault("SPEC_COUNT", "appendix1.header", "5", "6"),),
    ),
)

REFERENCES = (
    Mutation(
        "a clause of the method that the text does not have",
        'maturity = "5.2.6"',
        'maturity = "5.2.7"',
        (
            Fault(
                "SPEC_REFERENCE",
                "method.maturity",
                "5.2.7",
                "1.1 / 1.2 / 4.1 / 4.2 / 4.2.1 / 4.2.2 / 4.2.3 / 5.1 / 5.1.1 / 5.1.2 / 5.2 / 5.2.1 / "
                "5.2.2 / 5.2.3 / 5.2.4 / 5.2.5 / 5.2.6 / 5.3",
            ),
        ),
    ),
    Mutation(
        "a doubled indicator id",
        '{ id = "2.3", name = "环境"',
        '{ id = "2.2", name = "环境"',
        (
            Fault(
                "SPEC_ID_DOUBLED",
                "appendix1.characteristics[1].indicators[2].id",
                "2.2",
                "appendix1.characteristics[1].indicators[1].id",
            ),
        ),
    ),
    Mutation(
        "a doubled anchor",
        'anchor = "requirement_7_2"',
        'anchor = "clause_5_2"',
        (
            Fault(
                "SPEC_ID_DOUBLED",
                "appendix4.blocks[172].anchor",
                "clause_5_2",
                "text.blocks[33].anchor",
            ),
        ),
    ),
    Mutation(
        "an anchor that is no bookmark name",
        'anchor = "requirement_7_2"',
        'anchor = "7.2"',
        (Fault("SPEC_VALUE", "appendix4.blocks[172].anchor", "7.2", "a-z A-Z 0-9 _ (≤ 40)"),),
    ),
    Mutation(
        "a doubled checklist id",
        'checklist = "2.5"',
        'checklist = "2.4"',
        (
            Fault(
                "SPEC_ID_DOUBLED",
                "text.blocks[22].checklist",
                "2.4",
                "text.blocks[21].checklist",
            ),
        ),
    ),
    Mutation(
        "a link whose words are not in its block",
        'links = [{ text = "第 4 章", to = "clause_4" }]',
        'links = [{ text = "第 5 章", to = "clause_4" }]',
        (
            Fault(
                "SPEC_LINK_TEXT",
                "text.blocks[27].links[0].text",
                "第 5 章",
                "依据第 4 章规定的内容进行测评。",
            ),
        ),
    ),
    Mutation(
        "a link that leads nowhere",
        'links = [{ text = "第 4 章", to = "clause_4" }]',
        'links = [{ text = "第 4 章", to = "clause_9" }]',
        (Fault("SPEC_LINK_TARGET", "text.blocks[27].links[0].to", "clause_9", "anchor"),),
    ),
    Mutation(
        "a table without its place",
        '  { style = "grade_table" },\n',
        "",
        (Fault("SPEC_PLACE", "text.blocks", "grade_table × 0", "grade_table × 1"),),
    ),
    Mutation(
        "a place that has words",
        '{ style = "grade_table" }',
        '{ style = "grade_table", text = "示例" }',
        (Fault("SPEC_PLACE", "text.blocks[43].style", "grade_table", "grade_table: text.blocks"),),
    ),
    Mutation(
        "an Appendix 4 block of an unknown clause",
        'text = "5) 更新。", clause = "3.2"',
        'text = "5) 更新。", clause = "3.9"',
        (
            Fault(
                "SPEC_REFERENCE",
                "appendix4.blocks[63].clause",
                "3.9",
                "1.1 / 1.2 / 1.3 / 1.4 / 2.1 / 2.2 / 2.3 / 3.1 / 3.2 / 4.1 / 4.2 / 4.3 / 4.4 / 4.5 / "
                "5.1 / 5.2 / 6.1 / 6.2 / 6.3 / 7.1 / 7.2",
            ),
        ),
    ),
    Mutation(
        "a chapter with unknown descriptions",
        'description = "common"\ndescription_printed',
        'description = "usual"\ndescription_printed',
        (Fault("SPEC_REFERENCE", "chapters[6].description", "usual", "common"),),
    ),
    Mutation(
        "descriptions for fewer levels than there are",
        '  [\n    "① 组织开始意识到服务认证的重要性，并初步建立了服务认证管理的基本框架。",\n'
        '    "② 制定了基本的服务标准和操作流程，并开始进行服务的标准化管理。",\n'
        '    "③ 但管理过程可能仍存在一定的随意性和不规范性，需要进一步完善和优化。",\n  ],\n',
        "",
        (Fault("SPEC_COUNT", "appendix2.descriptions.common", "4", "5"),),
    ),
    Mutation(
        "levels that are not numbered from 1",
        'number = 5\nname = "五级"',
        'number = 6\nname = "五级"',
        (
            Fault("SPEC_VALUE", "levels[4].number", "6", "5"),
            Fault("SPEC_BAND_LEVELS", "level_bands.as_issued", "1, 2, 3, 4, 5", "1 … 5"),
            Fault("SPEC_BAND_LEVELS", "level_bands.equal_steps", "1, 2, 3, 4, 5", "1 … 5"),
            Fault(
                "SPEC_LINE",
                "appendix3.notes[7].text",
                "⑤ 105分 ≤ 总分 ≤ 145分，五级。",
                "⑤105分≤总分≤145分，",
            ),
            Fault("SPEC_REFERENCE", "readings.A8.choices.level5.parameters.level", "5", "1 / 2 / 3 / 4 / 6"),
        ),
    ),
)

READINGS = (
    Mutation(
        "a reading without its clause",
        '[readings.A4]\nclause = "5.3"\n',
        "[readings.A4]\n",
        (Fault("SPEC_KEY_MISSING", "readings.A4.clause", "", 'string "…"'),),
    ),
    Mutation(
        "a fixed reading without its clause",
        '[readings.B9]\nclause = "5.1.2"\n',
        "[readings.B9]\n",
        (Fault("SPEC_KEY_MISSING", "readings.B9.clause", "", 'string "…"'),),
    ),
    Mutation(
        "a default that is no choice",
        'default = "row3"',
        'default = "row4"',
        (Fault("SPEC_VALUE", "readings.A3.default", "row4", "row3 / row2"),),
    ),
    Mutation(
        "a number whose default is none",
        'default = "1"\n',
        'default = "0"\n',
        (Fault("SPEC_VALUE", "readings.B11.default", "0", '"1", "2", "3" …'),),
    ),
    Mutation(
        "a number that scoring does not know",
        "[readings.B11]",
        "[readings.B99]",
        (Fault("SPEC_VALUE", "readings.B99.kind", "number", "fixed"),),
    ),
    Mutation(
        "a choice that scoring does not know",
        "[readings.A4.choices.whole]",
        "[readings.A4.choices.half]",
        (Fault("SPEC_KEY_UNKNOWN", "readings.A4.choices.half", "half", "exact / whole / whole_even"),),
    ),
    Mutation(
        "a choice without its number",
        "parameters = { score = 90, level = 3 }",
        "parameters = { score = 90 }",
        (
            Fault(
                "SPEC_KEY_MISSING",
                "readings.A3.choices.row2.parameters.level",
                "",
                "integer 0, 1, 2 …",
            ),
        ),
    ),
    Mutation(
        "a number that no choice goes by",
        "parameters = { score = 90, level = 3 }",
        "parameters = { score = 90, level = 3, grade = 2 }",
        (
            Fault(
                "SPEC_KEY_UNKNOWN",
                "readings.A3.choices.row2.parameters.grade",
                "grade",
                "score / level",
            ),
        ),
    ),
    Mutation(
        "a listing without its limit",
        "parameters = { band = 2 }\n",
        "",
        (Fault("SPEC_KEY_MISSING", "readings.B12.choices.off.parameters.band", "", "integer 0, 1, 2 …"),),
    ),
    Mutation(
        "a listing up to a band that is none",
        "{ band = 2 }",
        "{ band = 6 }",
        (Fault("SPEC_REFERENCE", "readings.B12.choices.off.parameters.band", "6", "1 / 2 / 3 / 4 / 5"),),
    ),
    Mutation(
        "a listing below a level that is none",
        "parameters = { level = 2 }",
        "parameters = { level = 0 }",
        (Fault("SPEC_REFERENCE", "readings.C4.choices.off.parameters.level", "0", "1 / 2 / 3 / 4 / 5"),),
    ),
    Mutation(
        "a limit in another type",
        "parameters = { level = 2 }",
        'parameters = { level = "二级" }',
        (Fault("SPEC_TYPE", "readings.C4.choices.off.parameters.level", "二级", "integer 0, 1, 2 …"),),
    ),
    Mutation(
        "a number of a reading that goes by none",
        "parameters = { band = 2 }",
        "parameters = { band = 2, level = 2 }",
        (Fault("SPEC_KEY_UNKNOWN", "readings.B12.choices.off.parameters.level", "level", "band"),),
    ),
    Mutation(
        "a score that is no threshold",
        "parameters = { score = 90, level = 3 }",
        "parameters = { score = 91, level = 3 }",
        (
            Fault(
                "SPEC_REFERENCE",
                "readings.A3.choices.row2.parameters.score",
                "91",
                "0 / 60 / 80 / 90 / 95",
            ),
        ),
    ),
    Mutation(
        "a choice of A1 without its table",
        "rows = [\n  { lower",
        "lines = [\n  { lower",
        (
            Fault("SPEC_KEY_MISSING", "grading.tables.rows", "", "readings.A1.choices.rows"),
            Fault("SPEC_KEY_UNKNOWN", "grading.tables.lines", "lines", "bands / rows"),
        ),
    ),
    Mutation(
        "a choice of C1 without its bands",
        "equal_steps = [",
        "steps = [",
        (
            Fault("SPEC_KEY_MISSING", "level_bands.equal_steps", "", "readings.C1.choices.equal_steps"),
            Fault("SPEC_KEY_UNKNOWN", "level_bands.steps", "steps", "as_issued / equal_steps"),
        ),
    ),
    Mutation(
        "choices that contradict each other and are not excluded",
        '[[excluded]]\nA1 = "rows"\nA8 = "level5"\n',
        "",
        (Fault("SPEC_EXCLUSION", "excluded", "", 'A1 = "rows", A8 = "level5"'),),
    ),
    Mutation(
        "an exclusion of a choice that is not offered",
        '[[excluded]]\nA1 = "rows"\nA8 = "level5"\n',
        '[[excluded]]\nA1 = "rows"\nA8 = "level5"\nA4 = "half"\n',
        (
            Fault("SPEC_REFERENCE", "excluded[2].A4", "half", "readings.A4.choices"),
            Fault("SPEC_EXCLUSION", "excluded", "", 'A1 = "rows", A8 = "level5"'),
        ),
    ),
)

MUTATIONS = (*SUMS, *BANDS, *SHAPE, *REFERENCES, *READINGS)

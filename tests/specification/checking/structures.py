"""Mutations of the made-up siblings, whose structures TBSC034 does not have, each with its faults."""

from __future__ import annotations

from tests.specification.checking.refusals import Fault, Mutation

MATURITY = "maturity_model / appendix2 / appendix3 / levels / chapters / level_bands"
FLOOR = "appendix1.characteristics[0].indicators[0]"
KITCHEN = "appendix1.characteristics[0].indicators[1]"

HOME = (
    Mutation(
        "points with two decimals",
        '1.1. 地面/12.5分", points = 12.5',
        '1.1. 地面/12.5分", points = 12.55',
        (Fault("SPEC_VALUE", f"{FLOOR}.points", "12.55", "number 0, 1, 2.5 …"),),
    ),
    Mutation(
        "points below zero",
        '1.1. 地面/12.5分", points = 12.5',
        '1.1. 地面/12.5分", points = -12.5',
        (Fault("SPEC_VALUE", f"{FLOOR}.points", "-12.5", "number 0, 1, 2.5 …"),),
    ),
    Mutation(
        "a heading that states other points, by a decimal",
        "1.1. 地面/12.5分",
        "1.1. 地面/12分",
        (Fault("SPEC_SUM", f"{FLOOR}.points", "12.5", "12"),),
    ),
    Mutation(
        "a step that does not lead to the points",
        'points = 10, scoring = "points", step = 0.5',
        'points = 10, scoring = "points", step = 0.3',
        (Fault("SPEC_VALUE", f"{KITCHEN}.step", "0.3", "10 ÷ 1, 2, 3 …"),),
    ),
    Mutation(
        "a step of nothing",
        'points = 10, scoring = "points", step = 0.5',
        'points = 10, scoring = "points", step = 0',
        (Fault("SPEC_VALUE", f"{KITCHEN}.step", "0", "10 ÷ 1, 2, 3 …"),),
    ),
    Mutation(
        "a whole step for points that are not whole",
        'points = 7.5, scoring = "points", step = 0.5',
        'points = 7.5, scoring = "points"',
        (Fault("SPEC_VALUE", "appendix1.characteristics[1].indicators[0].step", "1", "7.5 ÷ 1, 2, 3 …"),),
    ),
    Mutation(
        "a way of scoring that there is not",
        'points = 10, scoring = "points", step = 0.5',
        'points = 10, scoring = "point"',
        (Fault("SPEC_VALUE", f"{KITCHEN}.scoring", "point", "coefficient / points"),),
    ),
    Mutation(
        "a step of an indicator that is scored by α",
        'points = 10, scoring = "points", step = 0.5',
        "points = 10, step = 0.5",
        (Fault("SPEC_WITHOUT_PART", f"{KITCHEN}.step", "0.5", 'scoring = "points"'),),
    ),
    Mutation(
        "a group named twice",
        'name = "专家"\nweight = 30',
        'name = "顾客"\nweight = 30',
        (Fault("SPEC_ID_DOUBLED", "evaluator_groups[1].name", "顾客", "evaluator_groups[0].name"),),
    ),
    Mutation(
        "weights of groups that are not 100 % together",
        'name = "专家"\nweight = 30',
        'name = "专家"\nweight = 20',
        (Fault("SPEC_VALUE", "evaluator_groups", "50 + 20 + 20", "… = 100"),),
    ),
    Mutation(
        "a group without weight",
        'name = "顾客"\nweight = 50\n\n[[evaluator_groups]]\nname = "专家"\nweight = 30',
        'name = "顾客"\nweight = 80\n\n[[evaluator_groups]]\nname = "专家"\nweight = 0',
        (Fault("SPEC_VALUE", "evaluator_groups[1].weight", "0", "1, 2, 3 …"),),
    ),
    Mutation(
        "one group only",
        '[[evaluator_groups]]\nname = "专家"\nweight = 30\n\n'
        '[[evaluator_groups]]\nname = "神秘顾客"\nweight = 20\n',
        "",
        (
            Fault("SPEC_COUNT", "evaluator_groups", "1", "2, 3, 4 …"),
            Fault("SPEC_VALUE", "evaluator_groups", "50", "… = 100"),
        ),
    ),
    Mutation(
        "no clause for judged indicators",
        'judged = "5.1.2" # points given by judgement\n',
        "",
        (Fault("SPEC_CLAUSE_MISSING", "method.judged", 'scoring = "points"', '"5.1.2"'),),
    ),
    Mutation(
        "a clause for a composite score that there is not",
        'mean = "5.1.4"\n',
        'mean = "5.1.4"\ncomposite = "5.1.4"\n',
        (Fault("SPEC_WITHOUT_PART", "method.composite", "5.1.4", "[composite]"),),
    ),
    Mutation(
        "B9 by persons beside groups",
        "[readings.B12]",
        '[readings.B9]\nclause = "5.1.4"\nquestion = "示例问题？"\nkind = "choice"\ndefault = "forms"\n'
        '[readings.B9.choices.forms]\nrule = "按份数。"\n'
        '[readings.B9.choices.persons]\nrule = "按人数。"\n\n[readings.B12]',
        (Fault("SPEC_NOT_TOGETHER", "readings.B9.choices.persons", "persons", "[[evaluator_groups]]"),),
    ),
)

CARE = (
    Mutation(
        "weights of the composite score that are not 100 % together",
        "service = 60\nmanagement = 40",
        "service = 60\nmanagement = 30",
        (Fault("SPEC_VALUE", "composite", "60 + 30", "… = 100"),),
    ),
    Mutation(
        "a composite score of one part only",
        "service = 60\nmanagement = 40",
        "service = 100\nmanagement = 0",
        (Fault("SPEC_VALUE", "composite.management", "0", "1, 2, 3 …"),),
    ),
    Mutation(
        "no clause for the composite score",
        'composite = "5.3" # one score of service and management\n',
        "",
        (Fault("SPEC_CLAUSE_MISSING", "method.composite", "[composite]", '"5.1.2"'),),
    ),
)

HALL = (
    Mutation(
        "a composite score without a maturity part",
        "[appendix1]\n",
        '[composite]\nname = "示例得分"\nservice = 60\nmanagement = 40\n\n[appendix1]\n',
        (
            Fault("SPEC_WITHOUT_PART", "composite", "示例得分", MATURITY),
            Fault("SPEC_CLAUSE_MISSING", "method.composite", "[composite]", '"5.1.2"'),
        ),
    ),
    Mutation(
        "the clause of maturity without a maturity part",
        'mean = "5.1.4"\n',
        'mean = "5.1.4"\nmaturity = "5.1.4"\n',
        (Fault("SPEC_WITHOUT_PART", "method.maturity", "5.1.4", MATURITY),),
    ),
    Mutation(
        "a grade band with a level without a maturity part",
        "upper = 100, grade = 1 }",
        "upper = 100, grade = 1, level = 1 }",
        (Fault("SPEC_WITHOUT_PART", "grading.tables.bands[1].level", "1", MATURITY),),
    ),
    Mutation(
        "a floor of a requirement without a maturity part",
        'indicator = "一.1"\nleast = 50',
        'requirement = "1.1"\nleast = 2',
        (Fault("SPEC_WITHOUT_PART", "floors[0].requirement", "1.1", MATURITY),),
    ),
    Mutation(
        "a link to Appendix 3 without a maturity part",
        'to = "appendix4" }',
        'to = "appendix3" }',
        (Fault("SPEC_WITHOUT_PART", "text.blocks[13].links[0].to", "appendix3", MATURITY),),
    ),
    Mutation(
        "the place of the model of maturity without a maturity part",
        '{ style = "grade_table" },',
        '{ style = "grade_table" },\n  { style = "maturity_model" },',
        (Fault("SPEC_WITHOUT_PART", "text.blocks", "maturity_model", MATURITY),),
    ),
    Mutation(
        "a scored clause in Appendix 4 without a maturity part",
        'text = "讲解员应通过试讲。" }',
        'text = "讲解员应通过试讲。", clause = "1.1" }',
        (Fault("SPEC_WITHOUT_PART", "appendix4.blocks[2].clause", "1.1", MATURITY),),
    ),
    Mutation(
        "a figure of management without a maturity part",
        'rule = "不设“不适用”。"',
        'rule = "不低于 {management_minimum} 分。"',
        (
            Fault(
                "SPEC_FIGURE",
                "readings.B8.choices.off.rule",
                "{management_minimum}",
                "{service_points} / {experience} / {evaluator_groups} / {grade} / {grading} / {printed} / "
                "{between_bands}",
            ),
        ),
    ),
    *(
        Mutation(
            f"reading {key} without a maturity part",
            "[readings.B12]",
            f'[readings.{key}]\nclause = "5.2"\nquestion = "示例问题？"\nkind = "choice"\n'
            f'default = "{choice}"\n[readings.{key}.choices.{choice}]\nrule = "示例规则。"\n\n[readings.B12]',
            (Fault("SPEC_WITHOUT_PART", f"readings.{key}", key, MATURITY),),
        )
        for key, choice in (("A5", "lower"), ("A8", "level4"), ("C1", "as_issued"), ("C4", "off"))
    ),
)

STRUCTURES = (
    *(("home", mutation) for mutation in HOME),
    *(("care", mutation) for mutation in CARE),
    *(("hall", mutation) for mutation in HALL),
)

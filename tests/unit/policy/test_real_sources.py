"""The shapes that policy's tests use are those departments really send."""

from huaiyuan.core.policy import check, inforce, parameters, rule
from huaiyuan.county.screening.sources import shapes
from tests.spec.policy.shapes import SHAPES


def test_shipped_rules_check_against_the_declared_sources():
    kinds = inforce.kinds(parameters.load())
    for file, text in rule.shipped_texts().items():
        check.check(file, text, shapes(), kinds)


def test_the_test_shapes_are_parts_of_the_declared_ones():
    for name, shape in SHAPES.items():
        real = shapes()[name]
        assert shape.columns.items() <= real.columns.items()
        for fact in ("full_roll", "cumulative", "department", "subject", "dated_by"):
            assert getattr(shape, fact) == getattr(real, fact), (name, fact)
        for column, codes in shape.codes.items():
            assert set(codes) <= set(real.codes[column])


def test_a_rule_knows_neither_sealed_columns_nor_who_a_row_is_about():
    columns = {column for shape in shapes().values() for column in shape.columns}
    assert not columns & {"certificate_no", "id_number", "name"}

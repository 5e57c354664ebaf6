"""人户比对: is this row that person? Cleaning, blocking, comparison levels, and a decision with its reasons."""

from huaiyuan.core.linkage.doubts import left_over
from huaiyuan.core.linkage.names import PLAIN_FORM
from huaiyuan.core.linkage.pipeline import OUTCOMES, SCHEMA, Secrets, match, with_plain_names

__all__ = ["OUTCOMES", "PLAIN_FORM", "SCHEMA", "Secrets", "left_over", "match", "with_plain_names"]

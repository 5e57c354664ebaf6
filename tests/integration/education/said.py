"""What a comparison of the lists may have said, as it comes from its child process."""

from __future__ import annotations

import pyarrow as pa


def said(*rows: dict) -> pa.Table:
    """What a comparison may have said."""
    plain = {"school": None, "grade": None, "stage": "", "mode": "", "absent_days": None, "disabled": "", "disability": "",
             "village_code": "411330101200", "age": 10}  # fmt: skip
    schema = pa.schema([("person_id", pa.string()), ("household_no", pa.string()), ("village_code", pa.string()), ("age", pa.int64()),
                        ("school", pa.string()), ("grade", pa.string()), ("stage", pa.string()), ("mode", pa.string()),
                        ("absent_days", pa.int64()), ("disabled", pa.string()), ("disability", pa.string()),
                        ("roll_says", pa.string()), ("wanted", pa.string())])  # fmt: skip
    return pa.Table.from_pylist([{**plain, **row} for row in rows], schema=schema)

"""Writes about water beside the ledgers' own."""

from huaiyuan.county.guarantees.water.codes import change_code, codes_of, every_works
from huaiyuan.county.guarantees.water.keeping import keep_up
from huaiyuan.county.guarantees.water.reports import Received, ask, report, show_phone

__all__ = ["Received", "ask", "change_code", "codes_of", "every_works", "keep_up", "report", "show_phone"]

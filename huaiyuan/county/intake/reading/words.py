"""What cells say when they say nothing, as people and spreadsheets write it."""

NOTHING = ("-", "--", "—", "——", "/", "\\", "无", "空", "#N/A", "N/A", "NULL", "null", "None")
SAME_AS_ABOVE = ("同上", "〃", "″")
# Stands for a formula that nobody has worked out.
UNVALUED = "#公式没有值"
# What a spreadsheet writes where it has no value, and where a picture lies over a cell.
NO_VALUE = f"{UNVALUED}|#(REF!|VALUE!|DIV/0!|NAME\\?|NUM!|NULL!|SPILL!|CALC!|N/A)|=(_xlfn\\.)?DISPIMG\\(.*"

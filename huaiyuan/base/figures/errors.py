"""What the figures refuse, in words that say what to do."""

from huaiyuan.core.kernel.errors import declare

NO_FIGURE = declare("FIGURES_NO_FIGURE", "没有编号为“{id}”的指标。请从指标页点进去。")
NO_SNAPSHOT = declare("FIGURES_NO_SNAPSHOT", "还没有快照，指标算不出来。请先运行 huaiyuan figures，或等后台作业完成。")

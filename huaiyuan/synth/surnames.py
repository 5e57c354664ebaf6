"""Surnames in their real frequency, clustered by village."""

from __future__ import annotations

import re

import numpy as np

# Shares in thousands, after the published national ranking, a few local ones raised.
_SURNAMES = (
    "王72 李71 张67 刘53 陈44 杨31 黄22 赵23 周19 吴20 徐17 孙15 胡13 朱12 高12 林8 何11 郭14 马13 罗8 梁8 宋9 郑9 谢7 韩8 唐6 "
    "冯6 于5 董6 萧3 程7 曹6 袁7 邓5 许6 傅3 沈5 曾4 彭5 吕5 苏5 卢4 蒋4 蔡5 贾4 丁4 魏5 薛3 叶4 阎3 余4 潘4 杜5 戴3 夏4 钟3 "
    "汪4 田5 任4 姜4 范4 方4 石4 姚4 谭3 廖2 邹3 熊4 金3 陆3 郝3 孔2 白3 崔3 康3 毛3 邱2 秦3 江3 史3 顾2 侯3 邵3 孟3 龙2 万3 "
    "段3 雷3 钱2 汤2 尹3 黎2 易2 常3 武3 乔3 贺3 赖1 龚3 文2 庞2 樊3 兰2 殷2 施2 陶2 洪2 翟2 安2 颜2 倪2 严2 牛3 温2 芦1 季2 "
    "俞1 章2 鲁2 葛2 伍1 韦1 申2 尤1 毕2 聂2 丛1 焦2 向2 柳2 邢2 路2 岳3 齐2 梅2 莫1 庄2 辛1 管1 祝2 左2 涂2 谷2 祁1 时2 舒1 "
    "耿2 牟1 卜1 詹1 关2 苗2 凌1 费1 纪2 靳2 盛1 童2 欧阳1 甄1 项1 曲1 成1 游1 阳1 裴2 席1 卫1 查1 屈2 鲍2 位1 覃1 霍1 翁1 隋1 "
    "植1 甘1 景2 薄1 单1 包1 司2 柏1 宁1 柯1 阮1 桂1 闵2 解1 强1 柴1 华1 车1 冉1 房1 边1 辜1 吉1 饶1 刁1 瞿1 戚1 丘1 古1 米1 "
    "池1 滕1 晋1 苑1 邬1 臧1 畅1 宫1 来1 嵺1 苟1 全1 褚1 廉1 简1 娄1 盖1 符1 奚1 木1 穆1 党1 燕1 郎1 邸1 冀1 谈1 姬1 屠1 连1 "
    "晏2 上官1 司马1 窦2 计1 付3 闫3 肖3 代2 朝1 栗2"
)
_PAIRS = re.findall(r"(\D+)(\d+) ?", _SURNAMES)
SURNAMES = tuple(name for name, _ in _PAIRS)
_SHARES = np.array([int(share) for _, share in _PAIRS], float)


def surnames(count: int, rng: np.random.Generator) -> np.ndarray:
    """Surnames by the county's frequency, as indices."""
    return rng.choice(len(SURNAMES), count, p=_SHARES / _SHARES.sum()).astype(np.int32)


def lineages(village: np.ndarray, first_letters: list[str], rng: np.random.Generator) -> np.ndarray:
    """The surname of each household; in a village three families are large, often the one it is named after."""
    large = np.stack([surnames(len(first_letters), rng) for _ in range(3)], axis=1)
    for i, letter in enumerate(first_letters):
        if letter in SURNAMES:
            large[i, 0] = SURNAMES.index(letter)
    draw = rng.random(len(village))
    kind = np.searchsorted([0.17, 0.27, 0.34], draw)
    return np.where(kind < 3, large[village, np.minimum(kind, 2)], surnames(len(village), rng)).astype(np.int32)

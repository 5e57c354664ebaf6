"""Names: surnames by line, given names by sex and generation.

Rare characters and long minority names stand among them, because department systems stumble over them.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huaiyuan.synth import columns, targets
from huaiyuan.synth.columns import chosen, day
from huaiyuan.synth.families import Line, Role
from huaiyuan.synth.residents import County
from huaiyuan.synth.surnames import SURNAMES, surnames

# Given-name characters by year of birth (until), men and women; the first ones are the commonest.
_GENERATIONS = (
    (1955, "国明德文清福成金玉有志永荣长生春才贵云山海林富万元庆光兴正学义友保喜天发凤和太水先",
     "秀英兰玉桂珍凤花芝荣翠梅素莲香芳云爱春清金菊娥巧菜青珠贤改焕连大妮小"),
    (1970, "建国军明华平新民志红卫东强文永生海林春成德中玉全胜友学忠清书长运保富贵云喜庆山立宏来",
     "秀兰英红梅玉霞芳丽华桂荣珍凤霞琴云春香花萍爱芝敏翠莲青玲菊素巧焕改景娥淑书会"),
    (1985, "伟军勇涛强磊杰鹏刚辉波超斌峰飞明亮海洋俊建国永志晓小红东林新春华文玉龙成宏庆松旭",
     "丽燕霞艳娟红芳玲敏静萍梅莉英玉晓小慧洁琴娜春华秀云娇琳雪婷冬桂荣荷喜爱菊巧改"),
    (2000, "鹏浩杰凯旭帅磊超宇龙飞阳鑫亮博辉恒涛坤明伟志文俊豪林威冲航晨康星山新成建国玉",
     "婷静雪莹倩丹慧娜琳颖敏洁梦晓玉佳文雅媛莉思艳蕾瑶春燕玲萌露珍晶丽欣小巧阳秋"),
    (2012, "浩宇轩子豪俊博文天佳旭睿泽鑫梓航晨嘉奕铭阳家星志凯明锦涵杰昊成龙恒康鹏森源坤",
     "欣怡梓涵雨佳子萱思琪梦诗紫婷文雅静雪可馨心悦语彤若晴嘉一依诺慧妍芷瑶玉晨菲冰"),
    (2100, "梓宇沐辰子奕泽浩一宸轩铭睿诺嘉俊昊博佑瑾恩煜景言安然皓熙亦霖知远北承牧川舟",
     "梓一诺沐汐若欣怡子涵雨语桐思可芷玥艺萱佳苒诗妍安琪心悦熙宁晴嘉言乐夏知意禾月"),
)  # fmt: skip
_SINGLE = (0.10, 0.16, 0.34, 0.30, 0.12, 0.05)
RARE = "㙍䶮𬭎"
# Eight and nine characters with a middle dot between them: eighteen in all.
_LONG_FIRST = ("阿依努尔古丽夏提", "帕提古丽吐尔逊汗", "热依汗古丽阿布都", "祖丽皮亚木艾力江")
_LONG_LAST = ("阿卜杜热依木江吐尔", "麦麦提吐尔逊艾合买", "阿布都克里木买买提", "艾则孜托合提努尔江")


def _vocabulary() -> tuple[tuple[str, ...], list[list[np.ndarray]]]:
    """All characters once, and for each generation and sex which of them it uses."""
    letters = tuple(dict.fromkeys(RARE + "".join(pool for _, *pools in _GENERATIONS for pool in pools)))
    index = {letter: i for i, letter in enumerate(letters)}
    return letters, [[np.array([index[c] for c in pool]) for pool in pools] for _, *pools in _GENERATIONS]


LETTERS, _POOLS = _vocabulary()


class Named:
    """The names of everyone, as indices: surname, first and second character of the given name (-1 for none)."""

    def __init__(self, county: County, seed: int) -> None:
        rng = np.random.default_rng([seed, 4])
        people, houses = county.people, county.houses
        free = surnames(len(people), rng)
        own, other = houses.surname[people.kin], houses.other_surname[people.kin]
        self.surname = np.select([people.line == Line.OWN, people.line == Line.DAUGHTERS_MAN], [own, other], free)
        self.first = np.zeros(len(people), np.int32)
        self.second = np.full(len(people), -1, np.int32)
        self.long = np.full(len(people), -1, np.int32)
        self._draw(county, np.arange(len(people)), rng)
        self._tell_apart(county, rng)
        self._make_rare(county, rng)

    def _draw(self, county: County, who: np.ndarray, rng: np.random.Generator) -> None:
        people = county.people
        until = [day(targets.REPORT_DAY.replace(year=year, month=1, day=1)) for year, *_ in _GENERATIONS]
        generation = np.searchsorted(until, people.birth[who], side="right")
        for era, pools in enumerate(_POOLS):
            for man, pool in zip((True, False), pools, strict=True):
                here = who[(generation == era) & (people.sex[who] == man)]
                weight = np.linspace(2.2, 0.6, len(pool))
                both = rng.choice(pool, (2, len(here)), p=weight / weight.sum())
                single = (rng.random(len(here)) < _SINGLE[era]) & (both[0] != both[1])
                self.first[here], self.second[here] = both[0], np.where(single, -1, both[1])

    def key(self, who: np.ndarray) -> np.ndarray:
        """A number that is the same for the same name."""
        width = len(LETTERS) + 1
        return (self.surname[who].astype(np.int64) * width + self.first[who]) * width + self.second[who] + 1

    def _tell_apart(self, county: County, rng: np.random.Generator) -> None:
        """No two of one household bear the same name."""
        for _ in range(6):
            everyone = np.arange(len(county.people))
            key = county.people.kin.astype(np.int64) * 10**9 + self.key(everyone) % 10**9
            order = np.argsort(key, kind="stable")
            same = order[1:][np.diff(key[order]) == 0]
            if not len(same):
                return
            self._draw(county, np.sort(same), rng)

    def _make_rare(self, county: County, rng: np.random.Generator) -> None:
        scale = len(county.people) / targets.RURAL_PERSONS
        two = np.flatnonzero(self.second >= 0)
        rare = chosen(targets.scaled(targets.RARE_NAMES, scale, 6), two, rng)
        self.second[rare] = np.arange(len(rare)) % len(RARE)
        people = county.people
        wives = np.flatnonzero((people.line == Line.FREE) & ~people.sex & np.isin(people.role, [Role.PARTNER, Role.CHILDS_PARTNER]))  # fmt: skip
        long = chosen(targets.scaled(targets.LONG_NAMES, scale, 2), wives[people.birth[wives] > day(targets.REPORT_DAY) - columns.years(50)], rng)  # fmt: skip
        self.long[long] = rng.integers(0, len(_LONG_FIRST) * len(_LONG_LAST), len(long))

    def texts(self) -> pa.Array:
        """The names as a text column."""
        last = columns.words(self.surname, SURNAMES)
        first = columns.words(self.first, LETTERS)
        second = pc.fill_null(columns.words(self.second, LETTERS), "")
        plain = pc.binary_join_element_wise(last, first, second, "")
        whole = tuple(f"{a}·{b}" for a in _LONG_FIRST for b in _LONG_LAST)
        return pc.if_else(pa.array(self.long >= 0), columns.words(self.long, whole), plain)


def staff(count: int, rng: np.random.Generator) -> list[str]:
    """Names of working age, all different."""
    found: dict[str, None] = {}
    while len(found) < count:
        pool = _POOLS[int(rng.integers(1, 4))][int(rng.random() < 0.35)]
        given = "".join(LETTERS[i] for i in rng.choice(pool, 2, replace=False))
        found[SURNAMES[int(surnames(1, rng)[0])] + given] = None
    return list(found)

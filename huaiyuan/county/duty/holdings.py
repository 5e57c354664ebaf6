"""What a person holds: posts with the work behind them, households as principal helper, tasks that go by name."""

from __future__ import annotations

from dataclasses import dataclass, field

from huaiyuan.base import access, reference
from huaiyuan.base.access import queries as people
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import Post
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty.models import Helper, Pairing
from huaiyuan.county.duty.types import Part
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.kinds import KINDS


@dataclass(frozen=True)
class PostHeld:
    """A post with the open tasks behind it (leads, steps of cases, objections …) and who else holds it."""

    post: Post
    kinds: dict[str, int]
    others: list[str]

    @property
    def count(self) -> int:
        """Open tasks of the post."""
        return sum(self.kinds.values())

    @property
    def says(self) -> str:
        """入户核实 3 件、集中排查 1 件."""
        return "、".join(f"{name} {n} 件" for name, n in self.kinds.items())


@dataclass(frozen=True)
class HouseholdHeld:
    """A household as its principal holds it."""

    household_no: str
    head_name: str
    village_name: str
    tasks: int


@dataclass(frozen=True)
class Holdings:
    """Everything within the reach of whoever looks; `beyond` is held outside it and told as a number only."""

    account: Account
    area_code: str
    helper: Helper | None
    posts: list[PostHeld]
    households: list[HouseholdHeld]
    named: int
    beyond: int = field(default=0)


def holdings(account: Account, by: Account) -> Holdings:
    """What somebody holds, as far as the other may hand it over."""
    reach, pairs = access.scope_of(by, P.HANDOVER_WRITE), access.scope_of(by, P.PAIRING_WRITE)
    every = people.posts_of(account)
    posts = [post for post in every if post.role is not Role.HELPER and reach.covers(post.area_code)]
    helper = Helper.objects.select_related("unit").filter(account=account, left_on=None).first()
    numbers = principal_of(helper) if helper else []
    within = registry.within(numbers, pairs)
    named = worklist.by_name(account)
    apart = [post for post in every if post.role is not Role.HELPER and post not in posts]
    area = posts[0].area_code if posts else helper.unit.area_code if helper else ""
    return Holdings(
        account, area, helper, _held(posts, account), _households(within, named, by), sum(named.values()),
        len(apart) + len(numbers) - len(within),
    )  # fmt: skip


def principal_of(helper: Helper) -> list[str]:
    """The households that a helper has as principal now, by number."""
    rows = Pairing.objects.filter(helper=helper, part=Part.PRINCIPAL, valid_to=OPEN_END)
    return list(rows.order_by("household_no").values_list("household_no", flat=True))


def _key(post: Post) -> tuple[str, str, str]:
    return post.area_code, str(post.role), post.department if post.role is Role.DEPARTMENT else ""


def _held(posts: list[Post], account: Account) -> list[PostHeld]:
    if not posts:
        return []
    holders = people.held_now()
    names = people.names_by_key({key for post in posts for key in holders.get(_key(post), ())})
    found = []
    for post in posts:
        others = holders.get(_key(post), set()) - {account.pk}
        kinds: dict[str, int] = {}
        for code, n in worklist.of_post(post.area_code, post.role, _key(post)[2]).items():
            label = KINDS[code].titled("").strip("：") if code in KINDS else code
            kinds[label] = kinds.get(label, 0) + n
        found.append(PostHeld(post, kinds, sorted(names[key] for key in others)))
    return found


def _households(numbers: list[str], named: dict[str, int], by: Account) -> list[HouseholdHeld]:
    listed = registry.listed(numbers, by)
    places = reference.places_by_code({home.village_code for home in listed.values()})
    return [
        HouseholdHeld(
            no, listed[no].head_name if no in listed else "",
            places[listed[no].village_code].short_name if no in listed and listed[no].village_code in places else "",
            named.get(no, 0),
        )
        for no in numbers
    ]  # fmt: skip

"""Tables of the registry (底册). Private to this app: others use its actions, queries or published snapshot tables."""

from huaiyuan.county.registry.models.facts import ArchiveType, HealthFact, LabourFact, MonitoringFact
from huaiyuan.county.registry.models.households import Alias, Household, Membership, Person, Residence
from huaiyuan.county.registry.models.rosters import Roster, RosterHousehold, RosterPerson

__all__ = [
    "Alias",
    "ArchiveType",
    "HealthFact",
    "Household",
    "LabourFact",
    "Membership",
    "MonitoringFact",
    "Person",
    "Residence",
    "Roster",
    "RosterHousehold",
    "RosterPerson",
]

DATED = (Membership, Residence, ArchiveType, MonitoringFact, HealthFact, LabourFact)

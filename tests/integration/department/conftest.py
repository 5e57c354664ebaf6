from tests.integration.leads.conftest import judged, opened, people, run, sent
from tests.integration.withdrawal.conftest import screened
from tests.pages import quick_hashing

__all__ = ["judged", "opened", "people", "quick_hashing", "run", "screened", "sent"]

"""Django's `migrate`; a new database takes a quarter of its time.

Whoever adds a table makes Django render anew every table that is linked with it, and nearly everything here is linked with
an account: the work grows with the square of the tables. A table that was not there before changes none of the others, so
while an empty database is filled it is enough to render the new one. A database that holds something already is migrated
by Django alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ModelState, ProjectState


class Growing(ProjectState):
    """The state of a database that began empty."""

    def add_model(self, model_state: ModelState) -> None:
        """Add one; those that are linked with it stay as they were rendered."""
        key = (model_state.app_label, model_state.name_lower)
        if "apps" not in self.__dict__ or key in self.models:
            super().add_model(model_state)
            return
        self.models[key] = model_state
        if self._relations is not None:  # type: ignore[attr-defined]
            self.resolve_model_relations(key)
        self.apps.render_multiple([model_state])


class Executor(MigrationExecutor):
    """Fills an empty database by growing."""

    def migrate(
        self,
        targets: Sequence[tuple[str, str | None]] | None,
        plan: Sequence[tuple[Migration, bool]] | None = None,
        state: ProjectState | None = None,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        """As Django's."""
        if state is not None and not state.models:
            state = Growing(real_apps=state.real_apps)
        return super().migrate(targets, plan, state, fake, fake_initial)


# The command asks for its executor by this name and offers no other way.
migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]


class Command(migrate.Command):
    """Django's command over that executor."""

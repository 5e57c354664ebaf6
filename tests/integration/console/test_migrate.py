"""An empty database filled by our `migrate` has the tables of the models, to the last column and constraint."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import load_command_class
from django.db import connection, models

from huaiyuan.shells.console.management.commands import migrate

pytestmark = pytest.mark.django_db
MODELS = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]


def _promised(model: type[models.Model]) -> set[str]:
    return {one.name for one in (*model._meta.constraints, *model._meta.indexes)}


def test_it_is_the_command_that_django_finds():
    from django.core.management import get_commands

    assert isinstance(load_command_class(get_commands()["migrate"], "migrate"), migrate.Command)


def test_every_model_has_its_table_with_all_columns():
    with connection.cursor() as cursor:
        assert {model._meta.db_table for model in MODELS} <= set(connection.introspection.table_names(cursor))
        for model in MODELS:
            described = connection.introspection.get_table_description(cursor, model._meta.db_table)
            there = {(column.name, bool(column.null_ok)) for column in described}
            # What the database works out itself it never calls required.
            assert there == {
                (field.column, field.null or field.generated) for field in model._meta.local_concrete_fields
            }, model


def test_every_model_has_its_constraints_its_indexes_and_what_its_links_point_to():
    assert any(_promised(model) for model in MODELS)
    with connection.cursor() as cursor:
        for model in MODELS:
            there = connection.introspection.get_constraints(cursor, model._meta.db_table)
            assert _promised(model) <= set(there), model
            linked = {tuple(one["columns"]): one["foreign_key"] for one in there.values() if one["foreign_key"]}
            for field in model._meta.local_concrete_fields:
                if field.is_relation and field.db_constraint:
                    target = field.target_field
                    assert linked[(field.column,)] == (target.model._meta.db_table, target.column), field

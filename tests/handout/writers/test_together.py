"""A handout's bytes are the same whatever else is made at the same time."""

import gc
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Workplace

from pipeline.cli.main import run
from pipeline.commands.runner import Job
from pipeline.commands.runner import run as run_jobs
from pipeline.handout.writers import FORMATS, writer

MARCH, MAY = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)


def test_formats_made_together_and_one_by_one_are_the_same_bytes(
    translated: Workplace, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["build", "letter", "--format", "html"]) == 0  # catalogs are as they will be
    shutil.rmtree(translated.root / "build")
    alone = Workplace(tmp_path_factory.mktemp("alone") / "project")
    shutil.copytree(translated.root, alone.root)
    before = dict(os.environ)
    every = [option for name in FORMATS for option in ("--format", name)]
    assert run(["build", "letter", "--to", "es", *every]) == 0
    assert (dict(os.environ), gc.isenabled()) == (before, True)
    monkeypatch.chdir(alone.root)
    for name in reversed(FORMATS):
        for edition in ("teacher", "student"):
            options = ["--format", name, "--edition", edition]
            assert run(["build", "letter", "--to", "es", *options]) == 0
    made = {path.name: path.read_bytes() for path in alone.root.glob("build/letter/*")}
    assert len(made) == 2 * len(FORMATS)
    for name, content in made.items():
        assert (translated.root / "build/letter" / name).read_bytes() == content, name


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_handout_has_its_own_date(translated: Workplace, suffix: str, tmp_path: Path) -> None:
    from pipeline.commands.build import make_material
    from pipeline.handout.compose import compose
    from pipeline.handout.model import Edition

    store = translated.store()
    layout = store.project.settings.layout
    handout = compose(make_material(store, "letter", "es"), Edition.STUDENT, layout)
    folder = translated.root / "source/letter"
    alone = {time: writer(suffix).render(handout, folder, time) for time in (MARCH, MAY)}
    times = [MARCH, MAY] * 3
    jobs = [
        Job(tmp_path / f"{number}.{suffix}", suffix, handout, folder, time)
        for number, time in enumerate(times)
    ]
    assert len(list(run_jobs(jobs))) == len(jobs)
    for job, time in zip(jobs, times, strict=True):
        assert job.path.read_bytes() == alone[time]

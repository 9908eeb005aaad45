"""The command `handouts`: arguments → one call → words on the screen and an exit code."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from pipeline.cli import show
from pipeline.errors import HandoutsError

if TYPE_CHECKING:
    from pipeline.commands.consult import Answers
    from pipeline.project.project import Project
    from pipeline.text.classes import Level

FORMATS = ("pdf", "epub", "html", "apkg", "docx")
EDITIONS = ("student", "teacher")
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")

_lessons = click.argument("lessons", nargs=-1, metavar="[LESSON]...")
_to = click.option("--to", "targets", multiple=True, metavar="LANG", help="Only this language.")
_formats = click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="This format, whatever the settings say.",
)
_editions = click.option(
    "--edition", "editions", multiple=True, type=click.Choice(EDITIONS), help="Only this edition."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="handouts", message="%(package)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
def cli(debug: bool) -> None:
    """Make bilingual handouts: an article and its translation, side by side."""


@cli.command()
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Start a project in FOLDER (default: here), with an example lesson."""
    from pipeline.project.project import create_project

    for path in create_project(folder):
        click.echo(f"wrote {folder / path}")
    click.echo(f"\nNow go to {folder.resolve()} and run: handouts build")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="LESSON", help="The lesson's name; else made from FILE's.")
@_json
def add(file: Path, name: str | None, as_json: bool) -> None:
    """Bring in FILE, an article as Markdown, plain text, DOCX, ODT or HTML, as a new lesson.

    Words, questions and exercises are proposed for it, as `handouts lesson` does.
    """
    from pipeline.commands.add import add_lesson
    from pipeline.commands.lesson import propose

    with _project_to_write() as project:
        added = add_lesson(project, file, name)
        proposed = propose(project, added.lesson)
    if as_json:
        answer = {**asdict(added), "proposed": asdict(proposed)}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for path in added.files:
        click.echo(f"wrote {path}")
    for warning in added.warnings:
        click.echo(f"Warning: {warning}", err=True)
    show.print_proposed(proposed)
    click.echo(f"\nRead {added.files[0]} through, then run: handouts build {added.lesson}")


@cli.command("lesson")
@_lessons
@click.option("--level", type=click.Choice(LEVELS), help="Propose words of this level and harder.")
@click.option(
    "--words",
    type=click.IntRange(0, 200),
    help="The most words that the list gets; a short text gets fewer.",
)
@click.option("--assistant", is_flag=True, help="Ask the helper model of handouts.toml as well.")
@click.option("--accept", is_flag=True, help="Accept all proposals, as they are now.")
@_json
def lesson_(
    lessons: Sequence[str],
    level: str | None,
    words: int | None,
    assistant: bool,
    accept: bool,
    as_json: bool,
) -> None:
    """Propose words, questions and exercises, and put them into lesson.yaml.

    What you have written, changed or taken out stays so and is not proposed again. A proposal is
    yours as soon as you change it or take out its line `proposed:`.
    """
    from pipeline.commands import lesson

    answers = []
    with _project_to_write() as project:
        names = project.lessons(lessons)
        if accept:
            for name in names:
                accepted = show.count(lesson.accept(project, name), "proposal")
                click.echo(f"{accepted} accepted in {name}.")
            return
        chosen = cast("Level | None", level)
        found = [lesson.propose(project, name, chosen, words) for name in names]
    if assistant:
        answers = [_consulted(project, name) for name in names]
    if as_json:
        rows = [asdict(proposed) for proposed in found]
        for row, answer in zip(rows, answers, strict=False):
            row["assistant"] = answer.as_json()
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for proposed in found:
            show.print_proposed(proposed)
        for answer in answers:
            show.print_answers(answer)
    if any(answer.problem for answer in answers):
        raise click.exceptions.Exit(1)


def _consulted(project: "Project", name: str) -> "Answers":
    """Ask the helper model; other commands may write while it thinks."""
    from pipeline.commands.consult import consult, take_in

    answers = consult(project, name)
    with _project_to_write() as project:
        take_in(project, answers)
    return answers


@cli.command()
@click.argument("lesson", metavar="LESSON")
@click.option(
    "--level", type=click.Choice(LEVELS), default="A2", show_default=True, help="Of the CEFR."
)
@click.option("--name", metavar="NEW", help="The new lesson's name; else LESSON with the level.")
@_json
def simplify(lesson: str, level: str, name: str | None, as_json: bool) -> None:
    """Make a new lesson of LESSON in easier words, with the helper model of handouts.toml.

    Every paragraph is compared with the original: where its numbers, dates, names or Markdown are
    not the original's, it stays as it was. The handouts say that a program wrote the text, until
    you change it or take out the line `proposed` of its front matter.
    """
    from pipeline.commands.simplify import plan_simpler_lesson, write_simpler_lesson
    from pipeline.project.project import find_project

    with show.ProgressBar() as bar:
        planned = plan_simpler_lesson(
            find_project(Path.cwd()),
            lesson,
            level,
            name,
            on_start=lambda total: bar.show("Simplifying", 0, total),
            on_paragraph=bar.step,
        )
    with _project_to_write() as project:
        write_simpler_lesson(project, planned)
    if as_json:
        click.echo(json.dumps(planned.as_json(), ensure_ascii=False, indent=2))
    else:
        show.print_simpler(planned)


@cli.command()
@_lessons
@_to
@_formats
@_editions
@click.option("--dry-run", is_flag=True, help="Say what would be written, and why; write nothing.")
@_json
def build(
    lessons: Sequence[str],
    targets: Sequence[str],
    formats: Sequence[str],
    editions: Sequence[str],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write the handouts that changed, of all lessons or those named."""
    from pipeline.commands.build import build as run_build
    from pipeline.handout.model import Edition
    from pipeline.project.project import find_project

    chosen = lessons, targets, formats, [Edition(edition) for edition in editions]
    if dry_run:
        show.print_due(run_build(find_project(Path.cwd()), *chosen, dry_run=True), as_json)
        return
    with _project_to_write() as project, show.ProgressBar() as bar:
        report = run_build(
            project,
            *chosen,
            on_draft_start=lambda total: bar.show("Translating", 0, total),
            on_drafted=bar.step,
            on_start=lambda total: bar.show("Writing handouts", 0, total),
            on_written=lambda _: bar.step(),
        )
    if as_json:
        click.echo(show.report_as_json(report))
        return
    show.print_updated(report)
    if report.to_write:
        show.print_outputs(report.to_write)
    unchanged = len(report.outputs) - len(report.to_write)
    if not report.to_write:
        click.echo(f"Nothing to do: {show.count(unchanged, 'handout')} up to date.")
    elif unchanged:
        click.echo(f"{show.count(unchanged, 'other handout')} up to date.")
    for progress in report.progress:
        show.print_open(progress)
    show.print_drafts(report.drafts)


@cli.command()
@_lessons
@_to
@_formats
@_editions
def watch(
    lessons: Sequence[str],
    targets: Sequence[str],
    formats: Sequence[str],
    editions: Sequence[str],
) -> None:
    """Write the handouts that changed, now and after every save; Ctrl-C ends it.

    No engine is asked: what has no translation gets one from `handouts translate`.
    """
    from pipeline.commands.watch import Choice
    from pipeline.commands.watch import watch as run_watch
    from pipeline.handout.model import Edition
    from pipeline.project.project import find_project

    project = find_project(Path.cwd())
    chosen = tuple(Edition(edition) for edition in editions)
    choice = Choice(tuple(lessons), tuple(targets), tuple(formats), chosen)
    project.lessons(lessons), project.targets(targets)  # a name that is wrong now was mistyped
    with suppress(KeyboardInterrupt):
        run_watch(
            project.root,
            choice,
            on_ready=lambda: click.echo("Watching; save a file to rebuild, Ctrl-C to end."),
            on_report=show.print_rebuilt,
            on_error=_print_error,
            on_wait=show.say_project_waiting,
        )


@cli.command()
@_lessons
@_to
@click.option(
    "--again", is_flag=True, help="Redo machine translations that nobody has edited or approved."
)
@_json
def translate(lessons: Sequence[str], targets: Sequence[str], again: bool, as_json: bool) -> None:
    """Draft what has no translation, with the engine that handouts.toml names."""
    from pipeline.commands.translate import draft

    with _project_to_write() as project, show.ProgressBar() as bar:
        texts = [project.read_lesson(name) for name in project.lessons(lessons)]
        pairs = [(text, target) for text in texts for target in project.targets(targets)]
        drafts = draft(
            project,
            pairs,
            again=again,
            revise=True,
            on_start=lambda total: bar.show("Translating", 0, total),
            on_unit=bar.step,
        )
    if as_json:
        rows = [asdict(drafted) for drafted in drafts]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        show.print_drafts(drafts)
        if not any(d.memory or d.engine or d.revised or d.waiting for d in drafts):
            click.echo("Nothing to translate.")
    if any(drafted.problem or drafted.waiting for drafted in drafts):
        raise click.exceptions.Exit(1)


@cli.command()
@_lessons
@_to
@_json
def status(lessons: Sequence[str], targets: Sequence[str], as_json: bool) -> None:
    """Show how far the translations are, and what a build would write."""
    from pipeline.commands.build import build as run_build
    from pipeline.project.project import find_project

    report = run_build(find_project(Path.cwd()), lessons, targets, dry_run=True)
    if not as_json:
        show.print_states(report)
        for progress in report.progress:
            catalog = show.catalog_name(progress.lesson, progress.target)
            for place, changes in progress.changes:
                click.echo(f"stale: {catalog}: {place}: {changes}")
    show.print_due(report, as_json)


@cli.command()
@_lessons
@_to
@_json
def check(lessons: Sequence[str], targets: Sequence[str], as_json: bool) -> None:
    """List what to look at in the translations, worst first; exit 1 where there are errors."""
    from pipeline.catalog.pofile import entry_lines
    from pipeline.checks import check as run_check
    from pipeline.checks.case import Severity
    from pipeline.project.project import find_project

    project = find_project(Path.cwd())
    found = []
    for name in project.lessons(lessons):
        text = project.read_lesson(name)
        glossary = project.read_glossary(name)
        for target in project.targets(targets):
            read = project.read_catalog(text, target)
            path = project.shown(project.catalog_path(name, target))
            lines = entry_lines(read.stored, path)
            language = text.article.meta.language
            for finding in run_check(text.units(), read.catalog, language, glossary):
                found.append((path, lines.get(finding.entry.key), finding))
    found.sort(key=lambda item: -item[2].severity)
    if as_json:
        rows = [
            {
                "id": finding.id,
                "severity": finding.severity.name.lower(),
                "catalog": str(path),
                "line": line,
                "where": finding.unit.place,
                "message": finding.message,
                "source": finding.unit.text,
                "target": finding.entry.target,
            }
            for path, line, finding in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for path, line, finding in found:
            severity = finding.severity.name.lower()
            place = f"{path}:{line}" if line else path
            click.echo(
                f"{severity}: {place}: {finding.unit.place}: {finding.message} [{finding.id}]"
            )
        click.echo(show.count(len(found), "finding") + "." if found else "Nothing found.")
    if any(finding.severity is Severity.ERROR for _, _, finding in found):
        raise click.exceptions.Exit(1)


_lesson = click.argument("lesson", metavar="LESSON")
_language = click.argument("language", metavar="LANG")
_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@cli.command()
@_lesson
@_language
@_file
@_json
def export(lesson: str, language: str, file: Path, as_json: bool) -> None:
    """Write the translations of LESSON into LANG to FILE, for review: .docx .csv .xlf .tmx."""
    from pipeline.commands.exchange import export_review
    from pipeline.project.project import find_project

    exported = export_review(find_project(Path.cwd()), lesson, language, file)
    if as_json:
        click.echo(json.dumps(asdict(exported), ensure_ascii=False, indent=2))
        return
    rows = show.count(exported.rows, "passage")
    click.echo(f"wrote {exported.path} ({rows}, {exported.open} not approved)")
    click.echo(f"\nTo take it back: handouts import {lesson} {language} {exported.path}")


@cli.command("import")
@_lesson
@_language
@_file
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@_json
def import_(
    lesson: str, language: str, file: Path, yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Take in FILE: an export that was reviewed, or a translation made elsewhere.

    It shows first what will change. A translation made elsewhere is any document that `add` reads;
    its sentences are aligned with the article's, and what is uncertain is left to approve.
    """
    from pipeline.commands.exchange import carry_out, plan_import
    from pipeline.project.project import find_project

    project = find_project(Path.cwd())
    planned = plan_import(project, lesson, language, file)
    if not as_json:
        show.print_import(planned)
    carried = planned.changes_something and not dry_run
    carried = carried and (yes or _confirmed("Put this into the catalog?"))
    if carried:
        with _project_to_write() as project:
            carry_out(project, planned)
    if as_json:
        answer = {"imported": carried, **planned.plan.as_json()}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    elif carried:
        path = project.shown(project.catalog_path(lesson, language))
        click.echo(f"updated {path}")
    refused = planned.changes_something and not carried and not dry_run
    if refused or planned.plan.has_problems:
        raise click.exceptions.Exit(1)


@cli.command("align")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@_json
def align_files(source: Path, target: Path, as_json: bool) -> None:
    """Find out which lines of TARGET translate which of SOURCE.

    Both are text files in UTF-8 with one sentence or one paragraph a line; empty lines do not
    count. --json prints pairs of line numbers, from 0 on: [[[0],[0]],[[1,2],[1]],…]
    """
    from pipeline.alignment.encoder import encoder
    from pipeline.alignment.meaning import align_texts
    from pipeline.errors import AlignError
    from pipeline.system.files import read_lines

    texts = read_lines(source, AlignError), read_lines(target, AlignError)
    with show.ProgressBar() as bar:
        bar.show("Comparing", 0, sum(map(len, texts)))
        links = align_texts(*texts, encoder(bar.step))
    if as_json:
        pairs = [[link.source, link.target] for link in links]
        click.echo(json.dumps(pairs, separators=(",", ":")))
    else:
        show.print_links(links, *texts)


@cli.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List, install and remove the language packages of argostranslate."""
    if context.invoked_subcommand is None:
        context.invoke(list_models)


@models.command("list")
@_json
def list_models(as_json: bool = False) -> None:
    """Show what is installed, and what the index offers."""
    from pipeline.text.labels import known_languages
    from pipeline.translation.models import survey

    found = survey(known_languages())
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str))
        return
    if found.installed or found.offers:
        show.print_packages(found)
    if found.unreachable:
        click.echo(f"What else there is could not be found out. {found.unreachable}")


@models.command()
@click.argument("languages", nargs=-1, required=True, metavar="LANG...")
def install(languages: Sequence[str]) -> None:
    """Download the packages that translate from English into each LANG."""
    from pipeline.translation.models import Installation
    from pipeline.translation.models import install as run_install

    outcomes: list[Installation] = []
    try:
        with show.ProgressBar(in_bytes=True) as bar:
            run_install(languages, bar.show, outcomes.append, show.say_waiting)
    finally:
        for outcome in outcomes:
            done = "installed" if outcome.is_new else "installed already, and whole:"
            click.echo(f"{done} {outcome.package.label} ({show.megabytes(outcome.package.size)})")


@models.command()
@click.argument("languages", nargs=-1, required=True, metavar="LANG...")
def remove(languages: Sequence[str]) -> None:
    """Delete the packages that translate from English into each LANG."""
    from pipeline.translation.models import remove as run_remove

    for package in run_remove(languages, show.say_waiting):
        click.echo(f"removed {package.label}")


@cli.command()
@_json
def dictionaries(as_json: bool) -> None:
    """List the dictionaries on this machine that help to find glosses, and how to get one."""
    from pipeline.project.project import find_project
    from pipeline.teaching.glosses.dictionaries import survey

    project = find_project(Path.cwd())
    found = survey(project.targets(), project.dictionaries)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        show.print_dictionaries(found)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0, 1 (a finding or an error) or 2 (wrong usage)."""
    try:
        code = cli.main(arguments, prog_name="handouts", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("\nStopped.", err=True)
        return 1
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except HandoutsError as error:
        if _debugging(arguments):
            raise
        _print_error(error)
        return 1
    except Exception as error:
        if _debugging(arguments):
            raise
        _print_error(error)
        return 1
    return code if isinstance(code, int) else 0


def _debugging(arguments: Sequence[str] | None) -> bool:
    return "--debug" in (sys.argv[1:] if arguments is None else arguments)


def _print_error(error: Exception) -> None:
    said = str(error)
    if not isinstance(error, HandoutsError):
        name = f"{type(error).__name__}: {error}"
        said = f"handouts failed ({name}). `handouts --debug …` shows where."
    click.echo(f"Error: {said}", err=True)


@contextmanager
def _project_to_write() -> Iterator["Project"]:
    """Yield the project of this folder; no other command writes to it meanwhile."""
    from pipeline.project.lock import writing
    from pipeline.project.project import find_project

    root = find_project(Path.cwd()).root
    with writing(root, show.say_project_waiting):
        yield find_project(root)  # as it is after the wait


def _confirmed(question: str) -> bool:
    """Ask on a terminal; where nobody can answer, say how to do without."""
    if sys.stdin.isatty():
        return click.confirm(question, default=False, err=True)
    click.echo("Nothing was changed. To do it, run the command again with --yes.", err=True)
    return False

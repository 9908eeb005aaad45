"""The command `handouts`: arguments → one call → words on the screen and an exit code."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from pipeline.cli import show
from pipeline.system.boundary import shown

if TYPE_CHECKING:
    from pipeline.commands.choice import Choice
    from pipeline.commands.consult import Answers
    from pipeline.project.project import Project
    from pipeline.text.classes import Level

_F = TypeVar("_F", bound=Callable[..., Any])


class _Known(click.ParamType):  # type: ignore[type-arg] # generic since click 8.3 only
    """One of the values of a table, which is only asked when the option is given or explained."""

    def __init__(self, name: str, values: Callable[[], Sequence[str]]) -> None:
        self.name = name
        self._values = values

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002
        return f"[{'|'.join(self._values())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return click.Choice(self._values()).convert(value, param, ctx)


def _format_names() -> Sequence[str]:
    from pipeline.handout.writers import FORMATS

    return tuple(FORMATS)


def _edition_names() -> Sequence[str]:
    from pipeline.handout.model import Edition

    return tuple(edition.value for edition in Edition)


def _approval_names() -> Sequence[str]:
    from pipeline.commands.approve import Approval

    return tuple(approval.value for approval in Approval)


def _layout_values(name: str) -> Callable[[], Sequence[str]]:
    """Return what tells the values of an enumeration of the handouts' model."""

    def values() -> Sequence[str]:
        from pipeline.handout import model

        return tuple(member.value for member in getattr(model, name))

    return values


def _level_names() -> Sequence[str]:
    from pipeline.text.classes import LEVELS

    return LEVELS


_lessons = click.argument("lessons", nargs=-1, metavar="[LESSON]...")
_to = click.option("--to", "targets", multiple=True, metavar="LANG", help="Only this language.")
_formats = click.option(
    "--format",
    "formats",
    multiple=True,
    type=_Known("format", _format_names),
    help="This format, whatever the settings say.",
)
_editions = click.option(
    "--edition",
    "editions",
    multiple=True,
    type=_Known("edition", _edition_names),
    help="Only this edition.",
)
_papers = (
    click.option(
        "--variant",
        "variants",
        multiple=True,
        metavar="NAME",
        help="Only this paper: full, compact, large-print, key, words, text, or one of yours.",
    ),
    click.option("--paper", type=_Known("paper", _layout_values("Paper")), help="Its size."),
    click.option("--large-print", is_flag=True, default=None, help="In 18 pt."),
    click.option("--style", type=_Known("style", _layout_values("PageStyle")), help="How dense."),
    click.option(
        "--arrangement",
        type=_Known("arrangement", _layout_values("Arrangement")),
        help="How the text stands to its translation.",
    ),
    click.option(
        "--parts", metavar="PART,…", help="Only these parts, in this order: text,vocabulary,…"
    ),
    click.option(
        "--questions",
        type=_Known("questions", _layout_values("Asked")),
        help="The languages of questions.",
    ),
    click.option("--booklet", is_flag=True, help="Two pages on a sheet, to fold and staple."),
    click.option("--two-up", is_flag=True, help="Two pages on a sheet, in their order."),
    click.option(
        "--edge",
        type=_Known("edge", _layout_values("TurningEdge")),
        help="Where the copier turns such a sheet; short if nothing is said.",
    ),
    click.option(
        "--lines", type=click.IntRange(0, 20), help="Lines to write on below each question."
    ),
)


def _with_papers(command: _F) -> _F:
    """Give a command the options that say how a paper is set."""
    for option in reversed(_papers):
        command = option(command)
    return command


_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
_level = _Known("level", _level_names)


def _choice(
    lessons: Sequence[str] = (),
    targets: Sequence[str] = (),
    formats: Sequence[str] = (),
    editions: Sequence[str] = (),
    variants: Sequence[str] = (),
    **paper: Any,
) -> "Choice":
    from pipeline.commands.choice import Choice
    from pipeline.handout.model import Edition
    from pipeline.handout.variants import make_variant

    return Choice(
        tuple(lessons),
        tuple(targets),
        tuple(formats),
        tuple(map(Edition, editions)),
        tuple(variants),
        make_variant(**paper),
    )


def _project() -> "Project":
    """Return the project of this folder."""
    from pipeline.project.project import find_project

    return find_project(_here())


def _here() -> Path:
    """Return the folder that the command was called in."""
    from pipeline.errors import ProjectError

    try:
        return Path.cwd()
    except OSError:
        what = "The folder that this command was called in is gone"
        raise ProjectError(what, mend="Go to your project's folder with `cd`") from None


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="handouts", message="%(package)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
def cli(debug: bool) -> None:
    """Make bilingual handouts: an article and its translation, side by side."""


@cli.command()
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Start a project in FOLDER (default: here), with an example lesson."""
    from pipeline.project.create import create_project

    if not folder.is_absolute():
        _here()
    for path in create_project(folder):
        show.echo(f"wrote {folder / path}")
    show.echo(f"\nNow go to {folder.resolve()} and run: handouts build")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="LESSON", help="The lesson's name; else made from FILE's.")
@_json
def add(file: Path, name: str | None, as_json: bool) -> None:
    """Bring in FILE, an article as Markdown, plain text, DOCX, ODT or HTML, as a new lesson.

    Words, questions and exercises are proposed for it, as `handouts lesson` does.
    """
    from pipeline.commands.add import add as run_add

    added = run_add(_project(), file, name, listener=show.Screen())
    show.print_json(added) if as_json else show.print_added(added)


@cli.command("lesson")
@_lessons
@click.option("--level", type=_level, help="Propose words of this level and harder.")
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

    project, choice, screen = _project(), _choice(lessons), show.Screen()
    if accept:
        show.print_accepted(lesson.accept(project, choice, listener=screen))
        return
    chosen = cast("Level | None", level)
    found = lesson.propose(project, choice, level=chosen, most=words, listener=screen)
    answers: Sequence[Answers] = ()
    if assistant:
        from pipeline.commands.consult import consult

        answers = consult(project, choice, listener=screen)
    show.print_lessons(found, answers, as_json)
    if any(answer.problem for answer in answers):
        raise click.exceptions.Exit(1)


@cli.command()
@click.argument("lesson", metavar="LESSON")
@click.option("--level", type=_level, default="A2", show_default=True, help="Of the CEFR.")
@click.option("--name", metavar="NEW", help="The new lesson's name; else LESSON with the level.")
@_json
def simplify(lesson: str, level: str, name: str | None, as_json: bool) -> None:
    """Make a new lesson of LESSON in easier words, with the helper model of handouts.toml.

    Every paragraph is compared with the original: where its numbers, dates, names or Markdown are
    not the original's, it stays as it was. The handouts say that a program wrote the text, until
    you change it or take out the line `proposed` of its front matter.
    """
    from pipeline.commands.simplify import simplify as run_simplify

    with show.Screen() as screen:
        made = run_simplify(_project(), lesson, cast("Level", level), name, screen)
    show.print_json(made.as_json()) if as_json else show.print_simpler(made)


@cli.command()
@_lessons
@_to
@_formats
@_editions
@_with_papers
@click.option("--dry-run", is_flag=True, help="Say what would be written, and why; write nothing.")
@_json
def build(
    lessons: Sequence[str],
    targets: Sequence[str],
    formats: Sequence[str],
    editions: Sequence[str],
    dry_run: bool,
    as_json: bool,
    **papers: Any,
) -> None:
    """Write the handouts that changed, of all lessons or those named.

    Options that say how a paper is set make it another one beside the usual: its file's name says
    which, and only PDFs are made of it.
    """
    from pipeline.commands.build import build as run_build
    from pipeline.commands.build import foresee_build

    choice = _choice(lessons, targets, formats, editions, **papers)
    if dry_run:
        report = foresee_build(_project(), choice)
        show.print_json(report) if as_json else show.print_due(report)
        return
    with show.Screen() as screen:
        report = run_build(_project(), choice, listener=screen)
    show.print_json(report) if as_json else show.print_built(report)


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
    from pipeline.commands.watch import watch as run_watch

    with suppress(KeyboardInterrupt):
        run_watch(
            _project(),
            _choice(lessons, targets, formats, editions),
            on_ready=lambda: show.echo("Watching; save a file to rebuild, Ctrl-C to end."),
            on_report=show.print_rebuilt,
            on_error=show.print_error,
            listener=show.Screen(draws=False),
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
    from pipeline.commands.translate import translate as run_translate

    with show.Screen() as screen:
        choice = _choice(lessons, targets)
        drafts = run_translate(_project(), choice, again=again, listener=screen)
    show.print_json(drafts) if as_json else show.print_translated(drafts)
    if any(drafted.problem or drafted.waiting for drafted in drafts):
        raise click.exceptions.Exit(1)


@cli.command()
@_lessons
@_to
@_json
def status(lessons: Sequence[str], targets: Sequence[str], as_json: bool) -> None:
    """Show how far the translations are, and what a build would write."""
    from pipeline.commands.build import foresee_build

    report = foresee_build(_project(), _choice(lessons, targets))
    show.print_json(report) if as_json else show.print_status(report)


@cli.command()
@_lessons
@_to
@_json
def check(lessons: Sequence[str], targets: Sequence[str], as_json: bool) -> None:
    """List what to look at in the translations, worst first; exit 1 where there are errors."""
    from pipeline.commands.check import check as run_check

    found = run_check(_project(), _choice(lessons, targets))
    show.print_json(found) if as_json else show.print_findings(found)
    if any(row.is_error for row in found):
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

    exported = export_review(_project(), lesson, language, file)
    show.print_json(exported) if as_json else show.print_exported(exported, lesson, language)


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

    project = _project()
    planned = plan_import(project, lesson, language, file)
    if not as_json:
        show.print_import(planned)
    wanted = planned.changes_something and not dry_run
    carried = wanted and (yes or show.is_confirmed("Put this into the catalog?"))
    if carried:
        carry_out(project, planned, listener=show.Screen())
    if as_json:
        show.print_json({"imported": carried, **planned.plan.as_json()})
    elif carried:
        show.echo(f"updated {planned.catalog}")
    if (wanted and not carried) or planned.plan.has_problems:
        raise click.exceptions.Exit(1)


@cli.command()
@_lesson
@click.argument("languages", nargs=-1, metavar="[LANG]...")
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=_Known("part", _approval_names),
    help="Only this: the article's text, words, or questions with answers and notes.",
)
@click.option(
    "--paragraph",
    "paragraphs",
    multiple=True,
    metavar="¶",
    help="Only this ¶, or from one to another: 3-5.",
)
@_json
def approve(
    lesson: str,
    languages: Sequence[str],
    parts: Sequence[str],
    paragraphs: Sequence[str],
    as_json: bool,
) -> None:
    """Approve the translations of LESSON as they are now: you stand behind them.

    What was made for an earlier wording of its source is left as it is. `handouts history` shows
    the way back.
    """
    from pipeline.commands.approve import Approval
    from pipeline.commands.approve import approve as run_approve

    found = run_approve(
        _project(),
        lesson,
        languages,
        tuple(map(Approval, parts)) or (Approval.ALL,),
        [number for words in paragraphs for number in _numbers(words)],
        listener=show.Screen(),
    )
    show.print_json(found) if as_json else show.print_approved(found)


def _numbers(words: str) -> range:
    """Return the numbers that "3" or "3-5" means."""
    first, _, last = words.replace("–", "-").partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise click.BadParameter(f"“{words}” is no number of a ¶", param_hint="--paragraph")
    return range(int(first), int(last or first) + 1)


@cli.command()
@_lesson
@_json
def history(lesson: str, as_json: bool) -> None:
    """List what the files of LESSON said before: when, whose it was, and its id."""
    from pipeline.commands.history import list_history

    found = list_history(_project(), lesson)
    show.print_json(found) if as_json else show.print_history(found)


@cli.command()
@_lesson
@click.argument("version", metavar="[ID]", default="")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@_json
def restore(lesson: str, version: str, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Go back to the version ID of a file of LESSON, as `handouts history` lists them.

    It shows first what will change, and what stands there now is kept. Without ID, what is gone
    comes back: files that are missing, empty or cut off, or a lesson that was removed.
    """
    from pipeline.commands.history import carry_out, plan_restore

    project = _project()
    planned = plan_restore(project, lesson, version)
    if not as_json:
        show.print_restoration(planned)
    wanted = bool(planned.steps or planned.is_whole) and not dry_run
    carried = wanted and (yes or show.is_confirmed("Put this back?"))
    if carried:
        carry_out(project, planned, listener=show.Screen())
    if as_json:
        show.print_json({"restored": carried, **planned.as_json()})
    elif carried:
        show.print_restored(planned)
    if wanted and not carried:
        raise click.exceptions.Exit(1)


@cli.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def rename(old: str, new: str) -> None:
    """Give the lesson OLD the name NEW, with its translations and its history.

    Also where you have renamed its folder in source/ yourself.
    """
    from pipeline.commands.folders import rename as run_rename

    run_rename(_project(), old, new, listener=show.Screen())
    click.echo(f"{old} is called {new} now. To write its handouts run: handouts build {new}")


@cli.command("remove")
@_lesson
@click.option("--yes", is_flag=True, help="Do it without asking.")
def remove_lesson(lesson: str, yes: bool) -> None:
    """Remove LESSON with its translations and handouts; `handouts restore` brings it back."""
    from pipeline.commands.folders import remove as run_remove

    if not (yes or show.is_confirmed(f"Remove {lesson} with its translations?")):
        raise click.exceptions.Exit(1)
    run_remove(_project(), lesson, listener=show.Screen())
    click.echo(f"{lesson} is removed. To bring it back run: handouts restore {lesson}")


@cli.command("align")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@_json
def align_files(source: Path, target: Path, as_json: bool) -> None:
    """Find out which lines of TARGET translate which of SOURCE.

    Both are text files in UTF-8 with one sentence or one paragraph a line; empty lines do not
    count. --json prints pairs of line numbers, from 0 on: [[[0],[0]],[[1,2],[1]],…]
    """
    from pipeline.commands.align import align

    with show.Screen() as screen:
        found = align(source, target, screen)
    show.print_links(found, as_json)


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
    from pipeline.commands import models

    found = models.list_models()
    show.print_json(found) if as_json else show.print_packages(found)


@models.command()
@click.argument("languages", nargs=-1, required=True, metavar="LANG...")
def install(languages: Sequence[str]) -> None:
    """Download the packages that translate from English into each LANG."""
    from pipeline.commands import models
    from pipeline.translation.models import Installation

    installed: list[Installation] = []
    screen = show.Screen(waits_for="Another `handouts models` is at work", in_bytes=True)
    try:
        with screen:
            models.install(languages, screen.show, installed.append, screen)
    finally:
        show.print_installed(installed)


@models.command()
@click.argument("languages", nargs=-1, required=True, metavar="LANG...")
def remove(languages: Sequence[str]) -> None:
    """Delete the packages that translate from English into each LANG."""
    from pipeline.commands import models

    screen = show.Screen(waits_for="Another `handouts models` is at work")
    for package in models.remove(languages, screen):
        show.echo(f"removed {package.label}")


@cli.command()
@_json
def dictionaries(as_json: bool) -> None:
    """List the dictionaries on this machine that help to find glosses, and how to get one."""
    from pipeline.commands.dictionaries import list_dictionaries

    found = list_dictionaries(_project())
    show.print_json(found) if as_json else show.print_dictionaries(found)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0, 1 (a finding or an error) or 2 (wrong usage)."""
    try:
        code = cli.main(arguments, prog_name="handouts", standalone_mode=False)
    except click.exceptions.Abort:
        show.echo("\nStopped.", err=True)
        return 1
    except click.ClickException as wrong:
        wrong.message = shown(wrong.message)  # type: ignore[misc]
        wrong.show()
        return wrong.exit_code
    except Exception as error:
        if "--debug" in (sys.argv[1:] if arguments is None else arguments):
            raise
        show.print_error(error)
        return 1
    return code if isinstance(code, int) else 0

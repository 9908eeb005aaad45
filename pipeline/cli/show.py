"""What the command shows: progress bars, tables, and sentences about what was done."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import ChapterError, HandoutsError
from pipeline.system.boundary import said, shown

if TYPE_CHECKING:
    from pipeline.commands.add import Added
    from pipeline.commands.align import Alignment
    from pipeline.commands.approve import ApprovedTexts
    from pipeline.commands.build import Output, Progress, Report
    from pipeline.commands.check import CheckRow
    from pipeline.commands.consult import Answers
    from pipeline.commands.exchange import Exported, Import
    from pipeline.commands.history import Listing, Restoration
    from pipeline.commands.lesson import Accepted, Proposed
    from pipeline.commands.simplify import SimplerLesson
    from pipeline.commands.translate import Drafts
    from pipeline.teaching.glosses.dictionaries import DictionarySurvey
    from pipeline.translation.models import Installation, PackageSurvey

# How many changed lines of a file are shown.
_MOST_LINES = 60
# Places that are named where the same is said of many.
_NAMED = 8


class Screen:
    """What a command tells while it runs, on the error output: bars, and whom it waits for.

    Bars are drawn on terminals only, each once there is something to do.
    """

    def __init__(
        self,
        waits_for: str = "Another handouts command writes to this project",
        *,
        draws: bool = True,
        in_bytes: bool = False,
    ) -> None:
        self._waits_for = waits_for
        self._draws = draws
        self._in_bytes = in_bytes
        self._drawn: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn is not None:
            self._drawn.stop()

    def waiting(self) -> None:
        """Say that another command has to end first."""
        echo(f"{self._waits_for}; waiting for it to end.", err=True)

    def noticed(self, what: str) -> None:
        """Say it."""
        click.echo(f"Warning: {what}", err=True)

    def started(self, what: str, total: int) -> None:
        """Draw a bar of so many steps."""
        self.show(what, 0, total)

    def advanced(self) -> None:
        """Count one more step, of what was shown last."""
        if self._tasks:
            self._drawn.advance(list(self._tasks.values())[-1])

    def show(self, what: str, done: int, total: int) -> None:
        """Show how much is done of something; a total of 0 is one that is not known yet."""
        if not self._draws or not sys.stderr.isatty() or done == total == 0:
            return
        if self._drawn is None:
            self._drawn = self._draw()
        if what not in self._tasks:
            from rich.markup import escape

            self._tasks[what] = self._drawn.add_task(escape(shown(what)))
        self._drawn.update(self._tasks[what], completed=done, total=total or None)

    def _draw(self) -> Any:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

        columns = Progress.get_default_columns()
        if self._in_bytes:
            columns = (columns[0], BarColumn(), DownloadColumn(), TimeRemainingColumn())
        drawn = Progress(*columns, console=Console(stderr=True), transient=True)
        drawn.start()
        return drawn


def echo(text: str = "", *, err: bool = False) -> None:
    """Print a text; nothing in it, whoever wrote it, drives the terminal."""
    click.echo(shown(text), err=err)


def _add_row(table: Any, *texts: str) -> None:
    """Add a row to a table of rich's; in its cells nothing is mark-up."""
    from rich.text import Text

    table.add_row(*(Text(shown(text)) for text in texts))


def print_json(answer: Any) -> None:
    """Print what a command returned for a program to read."""
    echo(json.dumps(_plain(answer), ensure_ascii=False, indent=2, default=str))


def _plain(answer: Any) -> Any:
    if isinstance(answer, tuple | list):
        return [_plain(part) for part in answer]
    return asdict(answer) if is_dataclass(answer) and not isinstance(answer, type) else answer


def print_error(error: Exception) -> None:
    """Say in one line what is wrong, or that this program failed."""
    line = str(error)
    if not isinstance(error, HandoutsError):
        name = f"{type(error).__name__}: {said(error)}"
        line = f"handouts failed ({name}). `handouts --debug …` shows where."
    echo(f"Error: {line}", err=True)


def is_confirmed(question: str) -> bool:
    """Ask on a terminal; where nobody can answer, say how to do without."""
    if sys.stdin.isatty():
        return click.confirm(question, default=False, err=True)
    echo("Nothing was changed. To do it, run the command again with --yes.", err=True)
    return False


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 passage", "2 passages"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def print_import(planned: "Import") -> None:
    """Say what becomes of each row; those that lack are only counted."""
    from pipeline.review.plan import RowFate
    from pipeline.text.diff import marked_up, word_changes

    outcomes = planned.plan.outcomes
    for outcome in outcomes:
        if outcome.fate is RowFate.MISSING:
            continue
        change = " ".join(marked_up(word_changes(outcome.old, outcome.new)).split())
        if outcome.fate in (RowFate.APPROVED, RowFate.WITHDRAWN):
            change = " ".join(outcome.old.split())
        also = " and approved" if outcome.approved and outcome.fate is RowFate.CHANGED else ""
        reason = f"{outcome.reason} " if outcome.reason else ""
        echo(f"{outcome.fate}{also}: {outcome.place}: {reason}{change}")
    for remark in planned.plan.remarks:
        echo(f"note: {remark}")
    if missing := [outcome.place for outcome in outcomes if outcome.fate is RowFate.MISSING]:
        named = ", ".join(missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
        passages = count(len(missing), "passage")
        echo(f"note: {passages} not found in the file; the catalog keeps its own: {named}")
    if not planned.changes_something:
        echo("Nothing to change in the catalog.")


def print_simpler(planned: "SimplerLesson") -> None:
    """Say what a simpler version of a lesson has, and which paragraphs it could not have."""
    for path in planned.paths:
        echo(f"wrote {path}")
    for kept in planned.simplified.kept:
        echo(f"Warning: {kept.what} stays as it was: {kept.reason}.", err=True)
    changed = len(planned.simplified.changed)
    echo(f"{count(changed, 'paragraph')} simplified by {planned.label}.")
    echo(f"\nCompare {planned.paths[0]} with the original, paragraph by paragraph.")
    echo(f"For its words and questions run: handouts lesson {planned.lesson}")


def print_built(report: "Report") -> None:
    """Say what a build wrote, and what is open."""
    print_updated(report)
    if report.to_write:
        print_outputs(report.to_write)
    unchanged = len(report.outputs) - len(report.to_write)
    if not report.to_write:
        echo(f"Nothing to do: {count(unchanged, 'handout')} up to date.")
    elif unchanged:
        echo(f"{count(unchanged, 'other handout')} up to date.")
    print_remarks(report)
    for progress in report.progress:
        print_open(progress)
    print_drafts(report.drafts)


def print_outputs(outputs: Sequence["Output"]) -> None:
    """Show what was written, and why."""
    from rich.console import Console
    from rich.table import Table

    table = Table("written", "why", box=None, pad_edge=False)
    table.add_column("size", justify="right")
    for output in outputs:
        _add_row(table, output.path, output.reason, f"{output.size / 1024:.0f} kB")
    # A path cut off is of no use: the table may be wider than the window.
    Console(soft_wrap=True, width=160).print(table)


def print_remarks(report: "Report") -> None:
    """Say what a person should look at in what was written, each thing once."""
    lines = dict.fromkeys(line for output in report.outputs for line in output.remarks)
    for line in lines:
        echo(f"Warning: {line}", err=True)


def print_updated(report: "Report") -> None:
    """Say which files of a person a build brought up to date."""
    for path in report.renumbered:
        echo(f"updated {path}: its ¶ numbers follow the article")
    for path in report.catalogs:
        echo(f"updated {path}")


def print_rebuilt(report: "Report") -> None:
    """Say what a build in between wrote."""
    print_updated(report)
    for output in report.to_write:
        echo(f"wrote {output.path} ({output.reason})")
    print_remarks(report)
    print_drafts(report.drafts)


def print_due(report: "Report") -> None:
    """Say what a build would write and why, and what it would ask an engine."""
    for path in report.catalogs:
        echo(f"to update: {path}")
    for drafts in report.drafts:
        catalog = _catalog(drafts.lesson, drafts.target)
        if drafts.memory:
            echo(f"to translate: {catalog}: {drafts.memory} taken from other lessons")
        if drafts.waiting:
            passages = count(drafts.waiting, "passage")
            echo(f"to translate: {catalog}: {passages} by machine, if the engine is there")
    for output in report.to_write:
        echo(f"to write: {output.path} ({output.reason})")
    if not report.to_write:
        asks = any(drafts.waiting for drafts in report.drafts)
        rest = " but for what the engine may translate" if asks else ""
        echo(f"A build would write no handout: all are up to date{rest}.")


def print_status(report: "Report") -> None:
    """Show how many translations are in each state, what changed, and what a build would do."""
    from rich.console import Console
    from rich.table import Table

    states = list(report.progress[0].states)
    table = Table("lesson", "language", box=None, pad_edge=False)
    for state in states:
        table.add_column(state, justify="right")
    for progress in report.progress:
        counts = (str(progress.states[state]) for state in states)
        _add_row(table, progress.lesson, progress.target, *counts)
    Console().print(table)
    for progress in report.progress:
        for place, changes in progress.changes:
            echo(f"stale: {_catalog(progress.lesson, progress.target)}: {place}: {changes}")
    print_due(report)


def print_findings(found: Sequence["CheckRow"]) -> None:
    """Say what to look at in the translations, a line each."""
    for row in found:
        place = f"{row.catalog}:{row.line}" if row.line else row.catalog
        echo(f"{row.severity}: {place}: {row.where}: {row.message} [{row.id}]")
    echo(f"{count(len(found), 'finding')}." if found else "Nothing found.")


def print_exported(exported: "Exported", lesson: str, language: str) -> None:
    """Say what was exported, and how to take it back."""
    rows = count(exported.rows, "passage")
    note = f"{exported.open} not approved"
    if exported.is_memory:
        note += ", left out"
    echo(f"wrote {exported.path} ({rows}; {note})")
    echo(f"\nTo take it back: handouts import {lesson} {language} {exported.path}")


def print_history(found: "Listing") -> None:
    """Show the versions of a lesson's files, and how to go back to one."""
    from rich.console import Console
    from rich.table import Table

    if found.removed:
        click.echo(
            f"{found.lesson} was removed on {_local(found.removed)}. "
            f"To bring it back run: handouts restore {found.lesson}"
        )
    for file in dict.fromkeys(row.file for row in found.rows):
        click.echo(file)
        table = Table("id", "saved", "by", box=None, padding=(0, 2))
        table.add_column("size", justify="right")
        table.add_column("")
        for row in (row for row in found.rows if row.file == file):
            size = f"{row.size / 1000:.1f} kB"
            table.add_row(row.id, _local(row.saved), row.by, size, "now" if row.is_now else "")
        Console(soft_wrap=True, width=160).print(table)
    if found.rows:
        click.echo(f"To go back to one run: handouts restore {found.lesson} ID")
    elif not found.removed:
        click.echo("Nothing is kept yet.")


def _local(time: datetime) -> str:
    """Return a time as this machine's clock shows it."""
    return f"{time.astimezone():%Y-%m-%d %H:%M:%S}"


def print_restoration(planned: "Restoration") -> None:
    """Show what going back changes."""
    if planned.is_whole:
        click.echo(f"{planned.lesson} comes back, with its translations.")
    elif not planned.steps:
        click.echo("Nothing to change: the file says so now.")
    for step in planned.steps:
        click.echo(f"{step.file}:")
        changes = step.changes()
        for line in changes[:_MOST_LINES]:
            click.echo(f"  {line[:1]} {line[1:]}")
        if len(changes) > _MOST_LINES:
            click.echo(f"  … and {count(len(changes) - _MOST_LINES, 'more line')}")


def print_restored(planned: "Restoration") -> None:
    """Say what was put back, and that this can be taken back too."""
    if planned.is_whole:
        click.echo(f"{planned.lesson} is back. To write its handouts: handouts build")
    for step in planned.steps:
        click.echo(f"restored {step.file}")


def print_links(found: "Alignment", as_json: bool) -> None:
    """Show which lines translate each other."""
    from rich.console import Console
    from rich.table import Table

    if as_json:
        pairs = [[link.source, link.target] for link in found.links]
        echo(json.dumps(pairs, separators=(",", ":")))
        return
    table = Table("", "source", "target", box=None, pad_edge=False)
    for link in found.links:
        sides = [found.source[i] for i in link.source], [found.target[j] for j in link.target]
        mark = "?" if found.is_unsure(link) else ""
        # As Text: these are a person's words, and they are no markup.
        _add_row(table, mark, *("\n".join(side) or "–" for side in sides))
    Console().print(table)
    if unsure := sum(map(found.is_unsure, found.links)):
        echo(f"{count(unsure, 'link')} marked ? may be wrong.")


def print_packages(found: "PackageSurvey") -> None:
    """Show the language packages that are there, and those that could be."""
    if found.installed or found.offers:
        _print_package_table(found)
    if found.unreachable:
        echo(f"What else there is could not be found out. {found.unreachable}")


def print_installed(installed: Sequence["Installation"]) -> None:
    """Say which packages are there now."""
    for one in installed:
        done = "installed" if one.is_new else "installed already, and whole:"
        echo(f"{done} {one.package.label} ({megabytes(one.package.size)})")


def _print_package_table(found: "PackageSurvey") -> None:
    from rich.console import Console
    from rich.table import Table

    from pipeline.languages import SOURCE
    from pipeline.text.labels import known_languages, language_name

    def row(source: str, target: str, version: str, size: str, state: str) -> None:
        name = language_name(target, SOURCE) if target in known_languages() else ""
        # As Text: a server chose the words, and they are no markup.
        _add_row(table, f"{source}→{target}", name, version, size, state)

    table = Table("package", "language", "version", box=None, pad_edge=False)
    table.add_column("size", justify="right")
    table.add_column("state")
    for standing in found.installed:
        package = standing.package
        wrong = standing.damage
        state = f"damaged: {wrong}. {package.mend}" if wrong else "whole"
        size = megabytes(standing.size)
        row(package.source, package.target, package.version, size, state)
    for offer in found.not_installed:
        state = f"to install: handouts models install {offer.target}"
        row(offer.source, offer.target, offer.version, "", state)
    Console(soft_wrap=True, width=160).print(table)


def print_dictionaries(found: "DictionarySurvey") -> None:
    """Show the dictionaries that are there, and say how to get one where there is none."""
    from rich.console import Console
    from rich.table import Table

    from pipeline.languages import SOURCE
    from pipeline.text.labels import language_name

    table = Table("language", "dictionary", "format", box=None, pad_edge=False)
    table.add_column("entries", justify="right")
    table.add_column("path")
    for each in found.dictionaries:
        entries = "" if each.entries is None else f"{each.entries:,}"
        language = language_name(each.target, SOURCE)
        # As Text: a file chose the words, and they are no markup.
        _add_row(table, language, each.name, each.format, entries, each.path)
    if found.dictionaries:
        Console(soft_wrap=True, width=160).print(table)
    for line in (*found.advice, *found.spelling):
        echo(line)
    for line in found.damaged:
        echo(f"Warning: {line}", err=True)


def megabytes(size: int) -> str:
    """Return a size for a person."""
    return f"{size / 1_000_000:.1f} MB"


def print_open(progress: "Progress") -> None:
    """Say how much of a translation is open."""
    missing = progress.states["missing"]
    drafts = sum(progress.states.values()) - progress.states["approved"] - missing
    parts = [f"{missing} without a translation"] if missing else []
    parts += [f"{drafts} not approved"] if drafts else []
    if parts:
        echo(f"{_catalog(progress.lesson, progress.target)}: {' and '.join(parts)}.")


def _catalog(lesson: str, target: str) -> str:
    """Return the name of a catalog, from the project's folder."""
    return f"translations/{lesson}/{target}.po"


def _found(found: int, unconfirmed: int) -> list[str]:
    parts = [f"{count(found, 'meaning')} found in the translation"] if found else []
    words = count(unconfirmed, "word")
    return parts + ([f"{words} left without one"] if unconfirmed else [])


def print_added(added: "Added") -> None:
    """Say what was made of a document, and what is not in it."""
    for path in added.files:
        echo(f"wrote {path}")
    for warning in added.warnings:
        echo(f"Warning: {warning}", err=True)
    print_proposed(added.proposed)
    echo(f"\nRead {added.files[0]} through, then run: handouts build {added.lesson}")


def print_chapters(book: ChapterError, as_json: bool) -> None:
    """List the chapters of a book, for a person, or a program, to choose from."""
    if as_json:
        listed = [{"title": title, "words": words} for title, words in book.chapters]
        print_json({"chapters": listed})
        return
    for number, (title, words) in enumerate(book.chapters, 1):
        echo(f"{number:4}  {title or '(without a title)'}  {count(words, 'word')}")


def print_accepted(accepted: Sequence["Accepted"]) -> None:
    """Say how many proposals were accepted."""
    for one in accepted:
        also = f", {count(one.translations, 'translation')} approved" if one.translations else ""
        echo(f"{count(one.proposals, 'proposal')} accepted in {one.lesson}{also}.")


def print_approved(approved: Sequence["ApprovedTexts"]) -> None:
    """Say what was approved, and what is left."""
    for one in approved:
        left = [
            f"{number} {why}"
            for number, why in (
                (one.missing, "without a translation"),
                (
                    one.stale,
                    "made for an earlier wording of the text",
                ),
            )
            if number
        ]
        rest = f"; left: {', '.join(left)}" if left else ""
        what = count(len(one.places), "translation")
        echo(f"{what} approved in {one.lesson}, {one.target}{rest}.")


def print_lessons(found: Sequence["Proposed"], answers: Sequence["Answers"], as_json: bool) -> None:
    """Say what was proposed for lessons, by this program and by the helper model."""
    if as_json:
        rows = [asdict(proposed) for proposed in found]
        for row, answer in zip(rows, answers, strict=False):
            row["assistant"] = answer.as_json()
        print_json(rows)
        return
    for proposed in found:
        print_proposed(proposed)
    for answer in answers:
        print_answers(answer)


def print_proposed(proposed: "Proposed") -> None:
    """Say what was proposed, and what a person is to do with it."""
    questions = sum(map(len, proposed.questions.values()))
    parts = [count(len(proposed.words), "word")] if proposed.words else []
    parts += [count(questions, "question")] if questions else []
    parts += ["the exercises"] if proposed.exercises else []
    if proposed.withdrawn:
        words = ", ".join(f"“{word}”" for word in proposed.withdrawn)
        echo(f"{proposed.path}: {words} taken out, the article has it no more.")
    if parts:
        echo(f"{proposed.path}: {', '.join(parts)} added.")
    else:
        echo(f"{proposed.path}: nothing to add.")
    for target, found, unconfirmed in proposed.glosses:
        if told := _found(found, unconfirmed):
            echo(f"{_catalog(proposed.lesson, target)}: {', '.join(told)}.")
    if proposed.untranslated:
        from pipeline.languages import SOURCE
        from pipeline.text.labels import language_name

        names = " and ".join(language_name(one, SOURCE) for one in proposed.untranslated)
        echo(
            f"Words to learn are chosen in the translation, and there is none yet for {names}: "
            f"when there is, run: handouts lesson {proposed.lesson}"
        )
    for advice in proposed.advice:
        echo(advice, err=True)
    if proposed.waiting:
        echo(
            f"{count(proposed.waiting, 'proposal')} wait for you: change what you like, take out "
            f"what you do not, then run: handouts lesson {proposed.lesson} --accept"
        )


def print_answers(answers: "Answers") -> None:
    """Say what a helper model gave, and why it gave no more."""
    questions, found = count(len(answers.questions), "question"), count(answers.found, "meaning")
    dropped = f"; {answers.dropped} more did not stand up to the text" if answers.dropped else ""
    if answers.questions or answers.found or not answers.problem:
        echo(f"{answers.lesson}: {questions} and {found} from the helper model{dropped}.")
    if answers.problem:
        echo(f"Not asked further: {answers.problem}", err=True)


def print_translated(drafts: Sequence["Drafts"]) -> None:
    """Say what was translated, or that nothing was to be."""
    print_drafts(drafts)
    if not any(d.memory or d.engine or d.revised or d.waiting for d in drafts):
        echo("Nothing to translate.")


def print_drafts(drafts: Sequence["Drafts"]) -> None:
    """Say what was translated, what was not and why, and what to do about it."""
    for done in drafts:
        catalog = _catalog(done.lesson, done.target)
        parts = [f"{count(done.engine, 'passage')} translated by machine"] if done.engine else []
        parts += [f"{done.memory} taken from other lessons"] if done.memory else []
        parts += [f"{done.revised} revised where the article changed"] if done.revised else []
        parts += [f"{done.failed} not translated, the reason stands there"] if done.failed else []
        parts += _found(done.found, done.unconfirmed)
        if parts:
            echo(f"{catalog}: {', '.join(parts)}.")
    lacking = [done.target for done in drafts if done.lacks_package]
    for problem in dict.fromkeys(d.problem for d in drafts if d.problem and not d.lacks_package):
        echo(f"Not translated by machine: {problem}", err=True)
    if lacking:
        waiting = sum(done.waiting for done in drafts if done.lacks_package)
        command = " ".join(("handouts models install", *dict.fromkeys(lacking)))
        echo(
            f"{count(waiting, 'passage')} could be translated by machine, with a language "
            f"package; to install it run: {command}"
        )

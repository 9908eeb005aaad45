"""What the command shows: progress bars, tables, and sentences about what was done."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pipeline.alignment.lengths import Link
    from pipeline.commands.build import Output, Progress, Report
    from pipeline.commands.consult import Answers
    from pipeline.commands.exchange import Import
    from pipeline.commands.lesson import Proposed
    from pipeline.commands.simplify import SimplerLesson
    from pipeline.commands.translate import Drafts
    from pipeline.teaching.glosses.dictionaries import DictionarySurvey
    from pipeline.translation.models import PackageSurvey


class ProgressBar:
    """Progress bars on the error output of a terminal, each drawn once there is something to do."""

    def __init__(self, in_bytes: bool = False) -> None:
        self._in_bytes = in_bytes
        self._drawn: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn is not None:
            self._drawn.stop()

    def show(self, what: str, done: int, total: int) -> None:
        """Show how much is done of something; a total of 0 is one that is not known yet."""
        if not sys.stderr.isatty() or done == total == 0:
            return
        if self._drawn is None:
            self._drawn = self._draw()
        if what not in self._tasks:
            self._tasks[what] = self._drawn.add_task(what)
        self._drawn.update(self._tasks[what], completed=done, total=total or None)

    def step(self) -> None:
        """Count one more, of what was shown last."""
        if self._tasks:
            self._drawn.advance(list(self._tasks.values())[-1])

    def _draw(self) -> Any:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

        columns = Progress.get_default_columns()
        if self._in_bytes:
            columns = (columns[0], BarColumn(), DownloadColumn(), TimeRemainingColumn())
        drawn = Progress(*columns, console=Console(stderr=True), transient=True)
        drawn.start()
        return drawn


def report_as_json(report: "Report") -> str:
    """Return a report for a program to read."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=2)


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
        if outcome.fate is RowFate.APPROVED:
            change = " ".join(outcome.old.split())
        also = " and approved" if outcome.approved and outcome.fate is RowFate.CHANGED else ""
        reason = f"{outcome.reason} " if outcome.reason else ""
        click.echo(f"{outcome.fate}{also}: {outcome.place}: {reason}{change}")
    for remark in planned.plan.remarks:
        click.echo(f"note: {remark}")
    if missing := sum(outcome.fate is RowFate.MISSING for outcome in outcomes):
        click.echo(f"note: {count(missing, 'passage')} not in the file; the catalog keeps its own.")
    if not planned.changes_something:
        click.echo("Nothing to change in the catalog.")


def print_simpler(planned: "SimplerLesson") -> None:
    """Say what a simpler version of a lesson has, and which paragraphs it could not have."""
    for path in planned.paths:
        click.echo(f"wrote {path}")
    for kept in planned.simplified.kept:
        click.echo(f"Warning: {kept.what} stays as it was: {kept.reason}.", err=True)
    changed = len(planned.simplified.changed)
    click.echo(f"{count(changed, 'paragraph')} simplified by {planned.label}.")
    click.echo(f"\nCompare {planned.paths[0]} with the original, paragraph by paragraph.")
    click.echo(f"For its words and questions run: handouts lesson {planned.lesson}")


def print_outputs(outputs: Sequence["Output"]) -> None:
    """Show what was written, and why."""
    from rich.console import Console
    from rich.table import Table

    table = Table("written", "why", box=None, pad_edge=False)
    table.add_column("size", justify="right")
    for output in outputs:
        table.add_row(output.path, output.reason, f"{output.size / 1024:.0f} kB")
    # A path cut off is of no use: the table may be wider than the window.
    Console(soft_wrap=True, width=160).print(table)


def print_updated(report: "Report") -> None:
    """Say which files of a person a build brought up to date."""
    for path in report.renumbered:
        click.echo(f"updated {path}: its ¶ numbers follow the article")
    for path in report.catalogs:
        click.echo(f"updated {path}")


def print_rebuilt(report: "Report") -> None:
    """Say what a build in between wrote."""
    print_updated(report)
    for output in report.to_write:
        click.echo(f"wrote {output.path} ({output.reason})")
    print_drafts(report.drafts)


def print_due(report: "Report", as_json: bool) -> None:
    """Say what a build would write and why, and what it would ask an engine."""
    if as_json:
        click.echo(report_as_json(report))
        return
    for path in report.catalogs:
        click.echo(f"to update: {path}")
    for drafts in report.drafts:
        catalog = catalog_name(drafts.lesson, drafts.target)
        if drafts.memory:
            click.echo(f"to translate: {catalog}: {drafts.memory} taken from other lessons")
        if drafts.waiting:
            passages = count(drafts.waiting, "passage")
            click.echo(f"to translate: {catalog}: {passages} by machine, if the engine is there")
    for output in report.to_write:
        click.echo(f"to write: {output.path} ({output.reason})")
    if not report.to_write:
        asks = any(drafts.waiting for drafts in report.drafts)
        rest = " but for what the engine may translate" if asks else ""
        click.echo(f"A build would write no handout: all are up to date{rest}.")


def print_states(report: "Report") -> None:
    """Show how many translations are in each state."""
    from rich.console import Console
    from rich.table import Table

    states = list(report.progress[0].states)
    table = Table("lesson", "language", box=None, pad_edge=False)
    for state in states:
        table.add_column(state, justify="right")
    for progress in report.progress:
        counts = (str(progress.states[state]) for state in states)
        table.add_row(progress.lesson, progress.target, *counts)
    Console().print(table)


def print_links(links: Sequence["Link"], source: Sequence[str], target: Sequence[str]) -> None:
    """Show which lines translate each other."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pipeline.alignment.meaning import UNSURE

    table = Table("", "source", "target", box=None, pad_edge=False)
    for link in links:
        sides = [source[i] for i in link.source], [target[j] for j in link.target]
        mark = "?" if link.confidence < UNSURE else ""
        # As Text: these are a person's words, and they are no markup.
        table.add_row(mark, *(Text("\n".join(side) or "–") for side in sides))
    Console().print(table)
    unsure = sum(link.confidence < UNSURE for link in links)
    if unsure:
        click.echo(f"{count(unsure, 'link')} marked ? may be wrong.")


def print_packages(found: "PackageSurvey") -> None:
    """Show the language packages that are there, and those that could be."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pipeline.text.labels import known_languages, language_name

    def row(source: str, target: str, version: str, size: str, state: str) -> None:
        name = language_name(target, "en") if target in known_languages() else ""
        # As Text: a server chose the words, and they are no markup.
        table.add_row(*map(Text, (f"{source}→{target}", name, version, size, state)))

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
    from rich.text import Text

    from pipeline.text.labels import language_name

    table = Table("language", "dictionary", "format", box=None, pad_edge=False)
    table.add_column("entries", justify="right")
    table.add_column("path")
    for each in found.dictionaries:
        entries = "" if each.entries is None else f"{each.entries:,}"
        language = language_name(each.target, "en")
        # As Text: a file chose the words, and they are no markup.
        table.add_row(*map(Text, (language, each.name, each.format, entries, each.path)))
    if found.dictionaries:
        Console(soft_wrap=True, width=160).print(table)
    for line in found.advice:
        click.echo(line)
    for line in found.damaged:
        click.echo(f"Warning: {line}", err=True)


def megabytes(size: int) -> str:
    """Return a size for a person."""
    return f"{size / 1_000_000:.1f} MB"


def say_project_waiting() -> None:
    """Say that another command is writing."""
    click.echo("Another handouts command writes to this project; waiting for it to end.", err=True)


def say_waiting() -> None:
    """Say that another command installs."""
    click.echo("Another `handouts models` is at work; waiting for it to end.", err=True)


def print_open(progress: "Progress") -> None:
    """Say how much of a translation is open."""
    missing = progress.states["missing"]
    drafts = sum(progress.states.values()) - progress.states["approved"] - missing
    parts = [f"{missing} without a translation"] if missing else []
    parts += [f"{drafts} not approved"] if drafts else []
    if parts:
        click.echo(f"{catalog_name(progress.lesson, progress.target)}: {' and '.join(parts)}.")


def catalog_name(lesson: str, target: str) -> Path:
    """Return the name of a catalog, from the project's folder."""
    return Path("translations") / lesson / f"{target}.po"


def _found(found: int, unconfirmed: int) -> list[str]:
    parts = [f"{count(found, 'meaning')} found in the translation"] if found else []
    words = count(unconfirmed, "word")
    return parts + ([f"{words} left without one that could be confirmed"] if unconfirmed else [])


def print_proposed(proposed: "Proposed") -> None:
    """Say what was proposed, and what a person is to do with it."""
    questions = sum(map(len, proposed.questions.values()))
    parts = [count(len(proposed.words), "word")] if proposed.words else []
    parts += [count(questions, "question")] if questions else []
    parts += ["the exercises"] if proposed.exercises else []
    if proposed.withdrawn:
        words = ", ".join(f"“{word}”" for word in proposed.withdrawn)
        click.echo(f"{proposed.path}: {words} taken out, the article has it no more.")
    if parts:
        click.echo(f"{proposed.path}: {', '.join(parts)} added.")
    else:
        click.echo(f"{proposed.path}: nothing to add.")
    for target, found, unconfirmed in proposed.glosses:
        if told := _found(found, unconfirmed):
            click.echo(f"{catalog_name(proposed.lesson, target)}: {', '.join(told)}.")
    for advice in proposed.advice:
        click.echo(advice, err=True)
    if proposed.waiting:
        click.echo(
            f"{count(proposed.waiting, 'proposal')} wait for you: change what you like, take out "
            f"what you do not, then run: handouts lesson {proposed.lesson} --accept"
        )


def print_answers(answers: "Answers") -> None:
    """Say what a helper model gave, and why it gave no more."""
    questions, found = count(len(answers.questions), "question"), count(answers.found, "meaning")
    dropped = f"; {answers.dropped} more did not stand up to the text" if answers.dropped else ""
    if answers.questions or answers.found or not answers.problem:
        click.echo(f"{answers.lesson}: {questions} and {found} from the helper model{dropped}.")
    if answers.problem:
        click.echo(f"Not asked further: {answers.problem}", err=True)


def print_drafts(drafts: Sequence["Drafts"]) -> None:
    """Say what was translated, what was not and why, and what to do about it."""
    for done in drafts:
        catalog = catalog_name(done.lesson, done.target)
        parts = [f"{count(done.engine, 'passage')} translated by machine"] if done.engine else []
        parts += [f"{done.memory} taken from other lessons"] if done.memory else []
        parts += [f"{done.revised} revised where the article changed"] if done.revised else []
        parts += [f"{done.failed} not translated, the reason stands there"] if done.failed else []
        parts += _found(done.found, done.unconfirmed)
        if parts:
            click.echo(f"{catalog}: {', '.join(parts)}.")
    lacking = [done.target for done in drafts if done.lacks_package]
    for problem in dict.fromkeys(d.problem for d in drafts if d.problem and not d.lacks_package):
        click.echo(f"Not translated by machine: {problem}", err=True)
    if lacking:
        waiting = sum(done.waiting for done in drafts if done.lacks_package)
        command = " ".join(("handouts models install", *dict.fromkeys(lacking)))
        click.echo(
            f"{count(waiting, 'passage')} could be translated by machine, with a language "
            f"package; to install it run: {command}"
        )

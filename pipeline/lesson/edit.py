"""Proposals → the text of `lesson.yaml`: put in its lists, all that a person wrote left as it is.

Pure: text goes in, text comes out. The file is never written anew from data, because comments,
quotation marks and the order of keys are the teacher's. What comes out is read again and compared
with what went in before anybody sees it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pipeline.errors import LessonError
from pipeline.lesson.lesson import Exercises, Question, Seen, VocabularyEntry
from pipeline.system import yaml

_EXERCISES = """
# Exercises made from the text: true, false, or how many items. Another seed chooses others.
exercises:
{lines}
"""
_SEEN = """
# What `handouts lesson` has proposed or found here once: it does not propose it again.
"""
_NUMBER = """
# Which handout of the class this is: the words of earlier ones are marked as known.
number: {number}
"""
# Columns of a line; a longer text goes on in the next one.
_WIDTH = 100


@dataclass(frozen=True)
class Additions:
    """What is to be put into a lesson's file.

    Attributes:
        questions: By group.
        seen: All that is not to be proposed again, these additions included.
        exercises: Whether to switch the exercises on; only where the file does not speak of them.
        number: Which handout of the class it is; only where the file does not say.
    """

    entries: Sequence[VocabularyEntry] = ()
    questions: Mapping[str, Sequence[Question]] = field(default_factory=dict)
    seen: Seen | None = None
    exercises: bool = False
    number: int | None = None


def add(text: str, additions: Additions, path: Path | str) -> str:
    """Put proposals at the end of a lesson's lists.

    Args:
        text: `lesson.yaml`, which `read_lesson` could read.
        additions: What to put in. Entries and questions get the mark of a proposal.
        path: The file, for messages.

    Raises:
        LessonError: Where the file is laid out in a way in which nothing can be added.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    old = text.replace("\r\n", "\n")
    try:
        there = yaml.load(old) or {}
        new = _added(old if not old or old.endswith("\n") else old + "\n", additions, there)
        nothing_lost = _within(there, yaml.load(new) or {})
    except yaml.BrokenYamlError:  # a layout that this module did not foresee
        nothing_lost = False
    if not nothing_lost:
        what = "Nothing can be added to this file as it is laid out"
        mend = "Write its lists with a dash a line, as the teacher's guide shows"
        raise LessonError(what, path=path, mend=mend)
    return new.replace("\n", newline)


def _added(text: str, additions: Additions, there: Any) -> str:
    entries = [_entry_data(entry) for entry in additions.entries]
    text = _extended(text, ("vocabulary",), entries)
    for group, questions in additions.questions.items():
        items = [_question_data(question) for question in questions]
        text = _extended(text, ("questions", group), items)
    if additions.exercises and "exercises" not in there:
        text += _EXERCISES.format(lines="\n".join(f"  {name}: true" for name in exercise_names()))
    if additions.number and "number" not in there:
        text += _NUMBER.format(number=additions.number)
    return _with_seen(text, additions.seen, there) if additions.seen else text


def accept(text: str, lines: Iterable[int]) -> str:
    """Take the marks of proposals out: a person stands behind them now.

    Args:
        text: `lesson.yaml`.
        lines: Of the entries and questions to accept, from 1 on.
    """
    wanted = set(lines)
    for node in reversed(list(_items(text))):
        if node.start_mark.line + 1 in wanted:
            for place, (key, value) in reversed(list(enumerate(node.value))):
                if key.value == "proposed":
                    text = _without_pair(text, node, place, key, value)
    return text


def withdraw(text: str, lines: Iterable[int]) -> str:
    """Take out proposals that nobody has accepted and that fit the article no more.

    Args:
        text: `lesson.yaml`.
        lines: Of the entries and questions to take out; those within `[…]` stay.
    """
    wanted = set(lines)
    kept = text.splitlines(keepends=True)
    for node in reversed(list(_items(text))):
        first = node.start_mark.line
        if first + 1 in wanted and re.match(r"\s*- ", kept[first]):
            del kept[first : yaml.last_line(node) + 1]
    return "".join(kept)


def without(text: str, line: int) -> str:
    """Take out the item that begins in a line, whoever wrote it.

    Raises:
        LessonError: Where it is laid out in a way in which it cannot be taken out.
    """
    _item_at(text, line)
    return _read_again(withdraw(text, [line]))


def changed(text: str, line: int, values: Mapping[str, object]) -> str:
    """Give keys of an item other values; what is not named, and all comments, stay as they are.

    Args:
        text: `lesson.yaml`.
        line: In which the item begins, from 1 on.
        values: By key; a key whose value is empty is taken out.

    Raises:
        LessonError: Where the item is laid out in a way in which it cannot be changed.
    """
    node = _item_at(text, line)
    lines = text.splitlines(keepends=True)
    first, last, column = node.start_mark.line, yaml.last_line(node), node.start_mark.column
    keys = [key.start_mark.line for key, _ in node.value] + [last + 1]
    if len(set(keys)) != len(keys):
        raise _not_so()  # two keys in a line
    parts = {
        key.value: "".join(lines[start:end])
        for (key, _), start, end in zip(node.value, keys, keys[1:], strict=False)
    }
    dash = lines[first][:column]
    known = {key: part[column:] for key, part in parts.items()}
    for key, value in values.items():
        kept, beside = _comments(node, key, lines)
        if value in ("", None, [], ()):
            known.pop(key, None)
            continue
        written = yaml.block_lines({key: value}, _WIDTH - column)
        written[-1] += beside
        known[key] = "".join(f"{' ' * column}{each}\n" for each in written)[column:] + kept
    whole = "".join(
        (" " * column if number else dash) + part for number, part in enumerate(known.values())
    )
    new = "".join([*lines[:first], whole, *lines[last + 1 :]])
    return _read_again(new)


def _comments(node: Any, key: str, lines: Sequence[str]) -> tuple[str, str]:
    """Return the comments in the lines behind a key's value, and the one beside it."""
    pair = yaml.child(node, key)
    if pair is None:
        return "", ""
    value = pair[1]
    last = yaml.last_line(value)
    starts = [other.start_mark.line for other, _ in node.value]
    following = [start for start in starts if start > last]
    end = min(following, default=yaml.last_line(node) + 1)
    beside = lines[last][value.end_mark.column :] if last == value.end_mark.line else ""
    beside = f"  {beside.strip()}" if beside.strip().startswith("#") else ""
    return "".join(lines[last + 1 : end]), beside


def moved(text: str, line: int, step: int) -> str:
    """Put an item before (-1) or behind (1) its neighbour in its list; at the end it stays.

    Raises:
        LessonError: Where the list is laid out in a way in which nothing can be moved.
    """
    for node in _lists(text):
        starts = [item.start_mark.line for item in node.value]
        if line - 1 not in starts:
            continue
        if node.flow_style or len(set(starts)) != len(starts):
            raise _not_so()
        place = starts.index(line - 1)
        other = place + step
        if not 0 <= other < len(starts):
            return text
        lines = text.splitlines(keepends=True)
        ends = [*starts[1:], yaml.last_line(node.value[-1]) + 1]
        a, b = sorted((place, other))
        one, two = lines[starts[a] : ends[a]], lines[starts[b] : ends[b]]
        between = lines[: starts[a]], lines[ends[b] :]
        return "".join([*between[0], *two, *one, *between[1]])
    raise _not_so()


def with_exercises(text: str, wanted: Mapping[str, int | bool]) -> str:
    """Return the text with other numbers of exercises; comments stay.

    Raises:
        LessonError: Where they are laid out in a way in which they cannot be changed.
    """
    old = text if not text or text.endswith("\n") else text + "\n"
    pair = yaml.child(yaml.nodes(old), "exercises") if old.strip() else None
    written = {key: _scalar(value) for key, value in wanted.items()}
    if pair is None or pair[1].id != "mapping":
        lines = "\n".join(f"  {key}: {value}" for key, value in written.items())
        if pair is not None:
            raise _not_so()
        return _read_again(old + _EXERCISES.format(lines=lines))
    node = pair[1]
    if node.flow_style:
        raise _not_so()
    column = node.value[0][0].start_mark.column
    missing = [key for key in written if key not in {k.value for k, _ in node.value}]
    new = _inserted(
        old,
        yaml.last_line(node) + 1,
        "".join(f"{' ' * column}{key}: {written[key]}\n" for key in missing),
    )
    for key, value in reversed(node.value):
        if key.value in written:
            start, end = value.start_mark.index, value.end_mark.index
            new = new[:start] + written[key.value] + new[end:]
    return _read_again(new)


def _scalar(value: int | bool) -> str:
    return str(value).lower()


def count_items(text: str) -> int:
    """Return how many words and questions there are."""
    return len(list(_items(text)))


def item_lines(text: str, *, marked_as: str) -> Iterator[int]:
    """Yield the lines in which items begin that have a mark of a proposal, from 1 on."""
    for node in _items(text):
        if any(key.value == "proposed" and value.value == marked_as for key, value in node.value):
            yield node.start_mark.line + 1


def _item_at(text: str, line: int) -> Any:
    """Return the item that begins in a line, with a dash of its own.

    Raises:
        LessonError: Where there is none.
    """
    for node in _items(text):
        if node.start_mark.line + 1 == line:
            if node.flow_style or not re.match(r"\s*- ", text.splitlines()[line - 1]):
                break
            return node
    raise _not_so()


def _read_again(text: str) -> str:
    """Return a text if it can be read.

    Raises:
        LessonError: Where not.
    """
    try:
        yaml.load(text)
    except yaml.BrokenYamlError:
        raise _not_so() from None
    return text


def _not_so() -> LessonError:
    what = "This cannot be changed in the file as it is laid out"
    mend = "Write its lists with a dash a line, as the teacher's guide shows"
    return LessonError(what, path="lesson.yaml", mend=mend)


def exercise_names() -> list[str]:
    """Return the keys of the exercises that a lesson can have."""
    return [key.name for key in fields(Exercises) if key.name not in ("line", "seed")]


def _entry_data(entry: VocabularyEntry) -> dict[str, Any]:
    data: dict[str, Any] = {"word": entry.word, "pos": entry.pos.value, "level": entry.level}
    data |= {"paragraph": entry.paragraph, "headword": entry.headword}
    data |= {"sentence": entry.sentence, "language": entry.language, "learnt": entry.learnt}
    data |= {"proposed": entry.mark}
    return {key: value for key, value in data.items() if value}


def _question_data(question: Question) -> dict[str, Any]:
    data: dict[str, Any] = {
        "question": question.question,
        "answer": question.answer,
        "note": question.note,
    }
    data |= {"paragraphs": list(question.paragraphs), "proposed": question.mark}
    return {key: value for key, value in data.items() if value}


def _items(text: str) -> Iterator[Any]:
    """Yield the mappings of all entries and questions, in the order of the file."""
    found = [item for node in _lists(text) for item in node.value]
    yield from sorted(found, key=lambda node: node.start_mark.index)


def _lists(text: str) -> list[Any]:
    """Return the lists of entries and of the groups of questions."""
    tree = yaml.nodes(text)
    if tree is None:
        return []
    lists = [pair[1] for pair in (yaml.child(tree, "vocabulary"),) if pair]
    groups = yaml.child(tree, "questions")
    lists += [value for _, value in groups[1].value] if groups and groups[1].value else []
    return [node for node in lists if node.id == "sequence"]


def _extended(text: str, keys: Sequence[str], items: Sequence[Mapping[str, Any]]) -> str:
    """Return the text with items at the end of the list that the keys lead to."""
    if not items:
        return text
    node = yaml.nodes(text)
    for depth, key in enumerate(keys):
        pair = yaml.child(node, key)
        if pair is None or pair[1].id == "scalar" or not pair[1].value:
            return _with_list(text, node if depth else None, pair, keys[depth:], items)
        node = pair[1]
    if node.flow_style:
        place = node.end_mark.index - 1
        flow = ", ".join(yaml.flow(item) for item in items)
        return f"{text[:place].rstrip()}, {flow}{text[place:]}"
    written = _block(items, node.start_mark.column)
    return _inserted(text, yaml.last_line(node) + 1, written)


def _with_list(
    text: str,
    node: Any,
    pair: Any,
    keys: Sequence[str],
    items: Sequence[Mapping[str, Any]],
) -> str:
    """Return the text with a list that was missing, or empty, and the keys that lead to it."""
    if pair is not None:  # `vocabulary:` with nothing, `[]` or `null` behind it
        key, value = pair
        indent = key.start_mark.column
        inner = "".join(f"{' ' * (indent + 2)}{name}:\n" for name in keys[1:])
        written = inner + _block(items, indent + 2 * len(keys))
        if value.start_mark.index < value.end_mark.index:
            text = f"{text[: key.end_mark.index]}:{text[value.end_mark.index :]}"
        return _inserted(text, key.start_mark.line + 1, written)
    if node is None:
        lines = "".join(f"{'  ' * depth}{key}:\n" for depth, key in enumerate(keys))
        return text + ("\n" if text.strip() else "") + lines + _block(items, 2 * len(keys))
    indent = node.value[0][0].start_mark.column
    written = f"{' ' * indent}{keys[0]}:\n" + _block(items, indent + 2)
    return _inserted(text, yaml.last_line(node) + 1, "\n" + written)


def _inserted(text: str, line: int, written: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:line], written, *lines[line:]])


def _block(items: Sequence[Mapping[str, Any]], indent: int) -> str:
    """Return items of a list, a key a line, with their dashes in a column."""
    lines = []
    for item in items:
        for number, line in enumerate(yaml.block_lines(item, _WIDTH - indent - 2)):
            lines.append(f"{' ' * indent}{'- ' if number == 0 else '  '}{line}\n")
    return "".join(lines)


def _with_seen(text: str, seen: Seen, there: Any) -> str:
    """Return the text with the list of what was seen, which is the program's own, at its place."""
    written = "seen:\n"
    for name, items in (("words", seen.words), ("questions", seen.questions)):
        if items:
            lines = yaml.dump(list(items)).splitlines()
            written += f"  {name}:\n" + "".join(f"    {line}\n" for line in lines)
    pair = yaml.child(yaml.nodes(text), "seen") if "seen" in there else None
    if pair is None:
        return text + _SEEN + written
    lines = text.splitlines(keepends=True)
    first, last = pair[0].start_mark.line, yaml.last_line(pair[1])
    return "".join([*lines[:first], written, *lines[last + 1 :]])


def _without_pair(text: str, node: Any, place: int, key: Any, value: Any) -> str:
    """Return the text without one key of a mapping, and what a person wrote beside it."""
    start, end = key.start_mark.index, value.end_mark.index
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end + 1
    if not text[line_start:start].strip():
        rest = text[end:line_end].strip()
        return (
            text[:line_start] + text[line_end:]
            if not rest
            else text[:start] + rest + (text[line_end - 1 :])
        )
    if place + 1 == len(node.value):
        return text[: node.value[place - 1][1].end_mark.index] + text[end:]
    after = node.value[place + 1][0].start_mark.index
    if "#" in text[end:after]:
        return f'{text[: value.start_mark.index]}""{text[end:]}'
    return text[:start] + text[after:]


def _within(before: Any, after: Any) -> bool:
    """Whether all of one value is in another: keys of mappings, the beginnings of lists."""
    if isinstance(before, dict):
        return isinstance(after, dict) and all(
            key == "seen" or (key in after and _within(value, after[key]))
            for key, value in before.items()
        )
    if isinstance(before, list):
        return isinstance(after, list) and before == after[: len(before)]
    return before is None or bool(before == after)


# The `lesson.yaml` of a new lesson.
LESSON_TEMPLATE = """\
# The teacher's file: the words, the questions and the exercises of this lesson.
#
# What bears a line `proposed:` was proposed by a program. Take that line out, or change the entry,
# and it is yours; take the whole entry out, and it is not proposed again.
#
# `word` is the dictionary form; it is found in its ¶ in any inflected form.
# `pos` is one of: noun, verb, phrasal verb, adjective, adverb, preposition, conjunction, pronoun,
# phrase. `level` (optional) is one of A1, A2, B1, B2, C1, C2.
# `paragraph` is the ¶ number of the handout; the lead, if there is one, is ¶ 1.
# `headword` (optional) is what the list shows. `sentence` (optional) tells which of several places.
# `answer` and `note` (optional) are shown in the teacher's edition only.
# `exercises:` are made from the text, each with the most items it may have: a number, true for a
# usual one, false for none. They are `matching`, `gap_fill`, `true_false`, `order`, `translate`;
# another `seed` chooses other sentences.
"""

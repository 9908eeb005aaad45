"""Sentences of a text as statements about it: what a class can be asked to call true or false.

A command is none, and a question of an interviewer neither. What somebody says of themselves
becomes a statement with their name, where that takes no more than another form of the verb.
"""

import re
from collections.abc import Set as AbstractSet

from pipeline import languages
from pipeline.languages import SOURCE
from pipeline.languages.exercises import Statements
from pipeline.languages.values import either
from pipeline.teaching.exercises.paragraphs import StudySentence
from pipeline.teaching.vocabulary.levels import classes
from pipeline.text.classes import Pos

# Words before the first comma of a sentence that only say when or where.
_OPENING = 6


def statement(sentence: StudySentence, language: str, names: AbstractSet[str]) -> str:
    """Return what a sentence states, in words that need no speaker; nothing where it does not.

    Args:
        sentence: Of the text.
        language: ISO 639-1.
        names: The words that have a capital inside sentences.
    """
    known = languages.language(language).exercises.statements
    turn = sentence.turn
    if turn and turn.asks:
        return ""
    text = sentence.text
    if turn and turn.name:
        text = reported(text, turn.name, language) or text
    return "" if known.opinions.search(text) or is_command(text, language, names) else text


def is_command(sentence: str, language: str, names: AbstractSet[str]) -> bool:
    """Whether a sentence tells somebody to do something, in its main clause."""
    known = languages.language(language).exercises.statements
    first, _, rest = sentence.partition(", ")
    if known.declares:
        if known.conditions.match(sentence):
            subject = next(iter(re.findall(r"^\w+ (\w+)", rest)), "")
            return not (subject in names or subject in known.subjects)
        word = next(iter(re.findall(r"\w+", sentence)), "")
        opens = word in names or word.lower() in known.declares or known.subject.match(sentence)
        return not opens
    parts = [sentence, *([rest] if rest and len(first.split()) <= _OPENING else [])]
    if known.conditions.match(sentence) and rest:
        parts = [rest]
    return any(_opens_command(part, language, known) for part in parts)


def _opens_command(clause: str, language: str, known: Statements) -> bool:
    words = re.findall(r"\w+(?:['’-]\w+)*", known.sequence.sub("", clause))[:2]
    if len(words) < len(("verb", "object")):
        return True
    first, second = words[0].lower(), words[1].lower()
    if first in known.commands:
        return True
    if language != SOURCE or second in known.finite or words[0][1:] != first[1:]:
        return False
    if first in known.no_commands or Pos.VERB not in classes(first):
        return False
    # "Mint grows": a noun that is a verb as well, before a verb in the third person.
    return not (second.endswith("s") and Pos.VERB in classes(second[:-1]))


def reported(sentence: str, name: str, language: str) -> str:
    """Return what somebody says of themselves as a statement about them; nothing if unsure.

    Args:
        sentence: With one "I", or more that go on after "and", whose verbs are no others for
            somebody else or some whose form is known; or with a "my" that opens it.
        name: Of the speaker.
        language: ISO 639-1.
    """
    known = languages.language(language).exercises.statements
    if not known.first:
        return ""
    if sentence.startswith(f"{known.own} "):
        rest = sentence.removeprefix(known.own)
        alone = not (known.not_reported.search(rest) or re.search(rf"\b{known.first}\b", rest))
        return f"{known.owner.format(name=name)}{rest}" if alone else ""
    if known.not_reported.search(sentence):
        return ""
    adverbs = rf"(?:(?:{either(known.adverbs)}) )*"
    pattern = rf"(?<![\w’']){known.first}(?P<verb>(?:['’]\w+)? ?{adverbs}[\w’']+)"
    found = list(re.finditer(pattern, sentence))
    if len(found) != len(re.findall(rf"\b{known.first}\b", sentence)):
        return ""
    parts: list[str] = []
    done = 0
    for match in found:
        before = sentence[done : match.start()]
        third = _third_person(match["verb"], sentence[match.end() :], language, known)
        if not third or (parts and not known.joins.search(before[-len(" and ") :])):
            return ""
        parts.append(f"{before.rstrip() if parts else before + name}{third}")
        done = match.end()
    if not parts:
        return ""
    # "I came and have stayed": the verb that goes on is somebody else's as well.
    forms = rf"({known.joins.pattern}) ({either(known.forms)})\b"
    rest = re.sub(forms, lambda verb: f"{verb[1]} {known.forms[verb[2]]}", sentence[done:])
    return "".join(parts) + rest


def _third_person(verb: str, after: str, language: str, known: Statements) -> str:
    """Return a verb with the adverbs before it as it follows a name; nothing where that is open."""
    if contracted := re.match(r"['’](\w+)(.*)", verb):
        full = known.contracted.get(contracted[1], "")
        return f" {full}{contracted[2]}" if full else ""
    before, _, word = verb.strip().rpartition(" ")
    before = f"{before} " if before else ""
    lower = word.lower().replace("'", "’")
    if lower in known.forms:
        return f" {before}{known.forms[lower]}"
    if lower in known.same or languages.language(language).facts.times.past.fullmatch(lower):
        return "" if lower in known.unsure else f" {before}{word}"
    goes_on = re.sub(rf"{known.joins.pattern} {known.first}\b", "", after)
    if known.joins.search(goes_on) or not word.islower():
        return ""
    for pattern, ending in known.endings.items():
        if match := re.fullmatch(pattern, word):
            return f" {before}{match[1]}{ending}"
    return ""

"""Answers of a helper model → proposals, each checked against the text and dropped where it fails.

Pure: what asks the model is passed in. A model that fails stops nothing: what it said before
counts, and the problem is a line to print.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.errors import AssistantError, NoAnswerError
from pipeline.lesson.article import Article
from pipeline.teaching.assistant import fidelity, prompts
from pipeline.teaching.assistant.prompts import Prompt, WordInContext
from pipeline.text import markup

# Sends a prompt and returns the JSON object that was answered; raises AssistantError.
Ask = Callable[[Prompt], Mapping[str, object]]
# Finds a gloss in a text of a language in some form, as `text.matching.locate` does.
Locate = Callable[[str, str, str], object | None]

# Words in one request, and characters of text: small models lose count of more, and a server may
# cut what does not fit into its context (Ollama's has 4,096 tokens where nothing is set).
_WORDS_AT_ONCE = 6
_TEXT_AT_ONCE = 3000
# Requests that come to nothing, before any good answer, after which it is no use to ask on.
_PATIENCE = 3
# Characters that a gloss, a question and an answer may have: a line, two, three of a handout.
_LONGEST_GLOSS, _LONGEST_QUESTION, _LONGEST_ANSWER = 60, 200, 300
_SHORTEST_QUESTION = 10
# How many words more than its dictionary form a gloss may have in the translation: with these,
# "weigert sich seit Jahren, zu" is "sich weigern", and a whole sentence is nothing's.
_MORE_WORDS = 3
# A quotation of fewer words proves nothing.
_FEWEST_QUOTED = 3
# Two questions with so much in common (0 to 100, words in any order) are one.
_SAME_QUESTION = 85

Proposal = TypeVar("Proposal")


@dataclass(frozen=True)
class Dropped:
    """What was no good: what it was about, and why."""

    what: str
    reason: str


@dataclass(frozen=True)
class Suggested(Generic[Proposal]):
    """What came of asking.

    Attributes:
        problem: Why the model was asked no further; empty where it was asked everything.
    """

    proposals: tuple[Proposal, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class SuggestedGloss:
    """How a translation says a word.

    Attributes:
        number: The index of the word among those asked for.
        gloss: Its dictionary form.
        words: As they stand in the translation, one run of words each.
    """

    number: int
    gloss: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class SuggestedQuestion:
    """A question that the text answers, and the words in ¶ `paragraph` that say so."""

    question: str
    answer: str
    paragraph: int
    quotation: str


@dataclass(frozen=True)
class Round(Generic[Proposal]):
    """One request, and what becomes of the answer.

    Attributes:
        about: What is dropped where there is no answer.
        judge: Yields the proposals in an answer, and what it drops of it.
    """

    about: str
    prompt: Prompt
    judge: Callable[[Mapping[str, object]], Iterable[Proposal | Dropped]]


def suggest_glosses(
    ask: Ask, words: Sequence[WordInContext], language: str, locate: Locate
) -> Suggested[SuggestedGloss]:
    """Ask how the translation says the words whose glosses could not be found.

    Args:
        ask: The model, such as `assistant.Chat.ask`.
        words: Those to ask for.
        language: Of the translation, ISO 639-1.
        locate: Told gloss, text and language; None means that the gloss is not there.

    Returns:
        A gloss for each word that has one: its words stand in the translation, and are forms of it.
    """

    def rounds() -> Iterator[Round[SuggestedGloss]]:
        for start in range(0, len(words), _WORDS_AT_ONCE):
            group = words[start : start + _WORDS_AT_ONCE]

            def judge(
                answer: Mapping[str, object],
                group: Sequence[WordInContext] = group,
                start: int = start,
            ) -> Iterator[SuggestedGloss | Dropped]:
                given = {str(item.get("item")): item for item in _items(answer, "glosses")}
                for place, word in enumerate(group):
                    found = _gloss(given.get(str(place + 1), {}), word, language, locate)
                    if isinstance(found, str):
                        yield Dropped(word.word, found)
                    else:
                        yield SuggestedGloss(start + place, *found)

            about = ", ".join(word.word for word in group)
            yield Round(about, prompts.glosses(group, language), judge)

    return collect(ask, rounds())


def suggest_questions(
    ask: Ask, article: Article, existing: Iterable[str], count: int = 6
) -> Suggested[SuggestedQuestion]:
    """Ask for questions that the text answers.

    Args:
        ask: The model.
        article: The text.
        existing: Questions that are there, or were proposed once.
        count: How many to have; in a text longer than so many requests, some parts have none.

    Returns:
        Questions in the order of the text, each with a quotation that stands in its ¶.
    """
    texts = {
        number: " ".join(markup.parse(unit.text).text for unit in block.units)
        for number, block in article.numbered().items()
    }
    asked = list(existing)
    parts = _spread(list(_parts(texts)), count)

    def rounds() -> Iterator[Round[SuggestedQuestion]]:
        for place, part in enumerate(parts):
            share = (count * (place + 1)) // len(parts) - (count * place) // len(parts)

            def judge(
                answer: Mapping[str, object],
                part: Mapping[int, str] = part,
                share: int = share,
            ) -> Iterator[SuggestedQuestion | Dropped]:
                given = _items(answer, "questions")
                if not given:
                    yield Dropped(_about(part), "no question was given")
                for item in given:
                    found = _question(item, part, article.meta.language, asked)
                    if isinstance(found, str):
                        yield Dropped(_text(item, "question") or "a question", found)
                    elif share > 0:
                        share -= 1
                        asked.append(found.question)
                        yield found

            prompt = prompts.questions(part, share, article.meta.language, article.meta.level)
            yield Round(_about(part), prompt, judge)

    return collect(ask, rounds())


def collect(
    ask: Ask, rounds: Iterable[Round[Proposal]], on_answer: Callable[[], object] = lambda: None
) -> Suggested[Proposal]:
    """Ask one thing after the other and gather what is good.

    Args:
        ask: The model.
        rounds: What to ask.
        on_answer: Told after each.
    """
    good: list[Proposal] = []
    dropped: list[Dropped] = []
    failures = 0
    for one in rounds:
        try:
            answer = ask(one.prompt)
        except NoAnswerError as bad:
            dropped.append(Dropped(one.about, bad.what))
            failures += 1
            if failures >= _PATIENCE and not good:
                return Suggested((), tuple(dropped), str(bad))
            continue
        except AssistantError as bad:
            return Suggested(tuple(good), tuple(dropped), str(bad))
        finally:
            on_answer()
        for verdict in one.judge(answer):
            if isinstance(verdict, Dropped):
                dropped.append(verdict)
            else:
                good.append(verdict)
    return Suggested(tuple(good), tuple(dropped))


def _gloss(
    item: Mapping[str, object], word: WordInContext, language: str, locate: Locate
) -> tuple[str, tuple[str, ...]] | str:
    """Return a gloss and its words in the translation, or why there is none."""
    gloss, said = _text(item, "gloss"), _text(item, "words")
    if not gloss or not said:
        return "no gloss was given"
    if len(gloss) > _LONGEST_GLOSS or re.search(r"[^\w\s’'(),/.-]", gloss):
        return f"this is no gloss: {gloss[:_LONGEST_GLOSS]}"
    runs = tuple(filter(None, (run.strip() for run in re.split(r"…|\.\.\.", said))))
    place, translation = 0, fidelity.plain(word.translation)
    for run in runs:
        found = re.search(
            rf"(?<!\w){re.escape(fidelity.plain(run))}(?!\w)", translation[place:], re.IGNORECASE
        )
        if not found:
            return f"“{run}” is not in the translation"
        place += found.end()
    if len(said.split()) > len(gloss.split()) + _MORE_WORDS:
        return f"“{said}” is more than the word"
    if not runs or not locate(gloss, " ".join(runs), language):
        return f"“{gloss}” is not the dictionary form of “{said}”"
    return gloss, runs


def _about(part: Mapping[int, str]) -> str:
    return f"questions about ¶ {min(part)} to {max(part)}"


def _question(
    item: Mapping[str, object], texts: Mapping[int, str], language: str, asked: Sequence[str]
) -> SuggestedQuestion | str:
    """Return a question, or what is wrong with it."""
    question, answer, quotation = (_text(item, key) for key in ("question", "answer", "quotation"))
    number = item.get("paragraph")
    if isinstance(number, bool) or not isinstance(number, int) or number not in texts:
        return "it names no ¶ of this text"
    if reason := _unfit(question, answer, language):
        return reason
    quoted = fidelity.plain(quotation).strip(' ".…')
    if len(quoted.split()) < _FEWEST_QUOTED or quoted not in fidelity.plain(texts[number]):
        return f"its quotation is not in ¶ {number}"
    if any(_alike(question, other) for other in asked):
        return "there is such a question already"
    if reason := fidelity.added(" ".join(texts.values()), f"{question}\n{answer}", language):
        return reason
    return SuggestedQuestion(question, answer, number, quoted)


def _unfit(question: str, answer: str, language: str) -> str:
    """Return what is wrong with a question and its answer, whatever the text."""
    if not question.endswith("?") or not _SHORTEST_QUESTION <= len(question) <= _LONGEST_QUESTION:
        return "it is no question of a line or two"
    if not answer or len(answer) > _LONGEST_ANSWER:
        return "it has no short answer"
    if not fidelity.reads_as(question, language) or not fidelity.reads_as(answer, language):
        return "it is in another language"
    if fidelity.plain(answer).rstrip(".").casefold() in fidelity.plain(question).casefold():
        return "it gives its answer away"
    return ""


def _alike(one: str, other: str) -> bool:
    from rapidfuzz import fuzz, utils

    score = fuzz.token_sort_ratio(one, other, processor=utils.default_process)
    return score >= _SAME_QUESTION


def _items(answer: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    """Return the objects of a list in an answer; whatever is no object is not there."""
    found = answer.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _text(item: Mapping[str, object], key: str) -> str:
    """Return a text of an answer on one line; empty where it is none, or cannot be printed."""
    found = item.get(key)
    text = " ".join(found.split()) if isinstance(found, str) else ""
    return text if text.isprintable() else ""


def _parts(texts: Mapping[int, str]) -> Iterator[dict[int, str]]:
    """Yield the paragraphs in groups that fit into one request."""
    part: dict[int, str] = {}
    for number, text in texts.items():
        if part and sum(map(len, part.values())) + len(text) > _TEXT_AT_ONCE:
            yield part
            part = {}
        if text:
            part[number] = text
    if part:
        yield part


def _spread(parts: Sequence[Mapping[int, str]], most: int) -> list[Mapping[int, str]]:
    """Return at most so many parts, from all over the text."""
    if len(parts) <= most:
        return list(parts)
    return [parts[place * len(parts) // most] for place in range(most)]

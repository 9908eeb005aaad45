"""What a list shows of a word → the same with the preposition and the case that the word takes."""

import re
from collections.abc import Iterator, Sequence

from pipeline import languages
from pipeline.languages.government import Government
from pipeline.languages.grammar import Range

_TOKEN = re.compile(r"\w+|[^\w\s]")
# So many words may stand between a verb and the preposition behind its person.
_PERSON = 6


def governed(text: str, ranges: Sequence[Range], sentence: str, language: str) -> str:
    """Return a word as a list shows it with what it takes, by the table of the language.

    A preposition is shown where the sentence has it too, since with another one, or with none, many
    words mean something else; the case of an object is shown always.

    Args:
        text: What the list shows.
        ranges: Where the word stands.
        sentence: In which sentence.
        language: ISO 639-1.
    """
    table = languages.language(language).government
    small = languages.language(language).glosses.articles
    base = re.sub(r"\s*[,(/].*", "", text)
    first, _, rest = base.partition(" ")
    if first in small and rest in table.nouns:
        options, shown = table.nouns[rest], "{word} ({with_it})"
        taken = next(_there(options, ranges, sentence, table, at_once=True), "")
    elif base in table.adjectives:
        options = table.adjectives[base]
        shown = "{word} {with_it}" if table.cases else "{word} ({with_it})"
        taken = next(_there(options, ranges, sentence, table, at_once=not table.cases), "")
    else:
        return _verb(text, ranges, sentence, table)
    return shown.format(word=text, with_it=taken) if taken else text


def _verb(text: str, ranges: Sequence[Range], sentence: str, table: Government) -> str:
    """Return a verb with what it takes: "warten auf + Akk.", "felicitar a alguien por algo"."""
    case = "D" if text in table.dative else "G" if text in table.genitive else ""
    options = table.verbs.get(text, ())
    has_person = text in table.with_person
    taken = next(
        _there(options, ranges, sentence, table, at_once=not table.cases and not has_person), ""
    )
    if has_person and taken:
        taken = "" if taken == table.person.split()[0] else f" {taken} {table.thing}"
        return f"{text} {table.person}{taken}"
    if case:
        text += f" + {table.cases[case]}"
        return f"{text} ({taken})" if taken else text
    return f"{text} {taken}" if taken else text


def _there(
    options: Sequence[str],
    ranges: Sequence[Range],
    sentence: str,
    table: Government,
    *,
    at_once: bool,
) -> Iterator[str]:
    """Yield of what goes with a word what stands with it in the sentence, as a list shows it.

    Args:
        options: As the table has them.
        ranges: Of the word.
        sentence: Where it stands.
        table: Of the language.
        at_once: Whether it has to stand behind the word, with nothing between.
    """
    places = [(match.group().lower(), *match.span()) for match in _TOKEN.finditer(sentence)]
    own = [n for n, (_, a, b) in enumerate(places) if any(a < y and x < b for x, y in ranges)]
    if not own:
        return
    tokens = [token for token, _, _ in places]
    borders = [n for n, token in enumerate(tokens) if not token[0].isalnum()]
    first = max((n for n in borders if n < own[0]), default=-1) + 1
    last = min((n for n in borders if n > own[-1]), default=len(tokens))
    if at_once:
        near = range(own[-1] + 1, min(own[-1] + 2, last))
    elif table.cases:
        near = range(first, last)
    else:
        near = range(own[-1] + 1, min(own[-1] + 1 + _PERSON, last))
    for option in options:
        preposition, _, case = option.partition("+")
        if not case and preposition in table.cases:
            yield f"+ {table.cases[preposition]}"
            continue
        forms = table.prepositions.get(preposition, frozenset())
        if any(n not in own and _fits(tokens[n:last], forms, case, table) for n in near):
            yield f"{preposition} + {table.cases[case]}" if case else preposition


def _fits(tokens: list[str], forms: frozenset[str], case: str, table: Government) -> bool:
    """Whether words begin with a preposition, and with the case that is wanted behind it."""
    if tokens[0] not in forms:
        return False
    after = tokens[1] if len(tokens) > 1 else ""
    if not {tokens[0], after}.isdisjoint(table.not_before.get(case, ())):
        return False
    if not case:
        return bool(after)
    is_infinitive = tokens[0] == "zu" and re.fullmatch(r"[a-zäöüß]+n", after) and after != "den"
    is_purpose = tokens[0] == "um" and ("zu" in tokens or after.isdigit())
    return not (is_infinitive or is_purpose)

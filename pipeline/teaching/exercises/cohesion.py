"""What ties a sentence to the ones before it: connectives, and pronouns for what was named there.

A sentence without such ties can stand alone as a statement. A paragraph whose sentences have them
can be put in order again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from pipeline.text import markup, quotations

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# Words of a statement to decide about, at least and at most: a fact, and one breath.
_SHORTEST, _LONGEST = 5, 32

# What leans on an earlier sentence where it opens one. Collected from the connectives and
# pronouns that reference grammars list as means of cohesion.
_OPENERS = {
    "en": "he she it they we i you his her its their our my your this that these those such "
    "there here who but and or so yet nor then however therefore thus hence also moreover "
    "furthermore besides meanwhile nevertheless nonetheless still instead otherwise afterwards "
    "later soon finally consequently accordingly indeed both others neither either now "
    "for_example for_instance in_addition as_a_result on_the_contrary on_the_other_hand "
    "in_contrast by_contrast for_this_reason for_that_reason for_the_same_reason after_that "
    "at_the_same_time in_this_way in_other_words even_so in_fact of_course not_only one_of_them "
    "other another some_of_them since_then by_then until_then the_same at_that_time from_then_on "
    "on_top",
    "es": "él ella ello ellos ellas esto eso este esta estos estas ese esa esos esas aquel aquella "
    "su sus nosotros yo tú mi tu así entonces luego pero y o ni sino también tampoco además "
    "ahora aquí allí ahí después posteriormente finalmente no_obstante sin_embargo "
    "por_eso por_ello por_lo_tanto por_tanto por_el_contrario por_la_misma_razón "
    "en_cambio por_ejemplo de_hecho en_consecuencia como_resultado al_final "
    "mientras_tanto encima a_pesar_de_ello desde_entonces al_mismo_tiempo "
    "de_este_modo de_esta_manera "
    "otro otra otros otras no_solo lo_mismo ambos ambas es_decir",
    "de": "er sie es wir ich du ihr dies dieser diese dieses diesen diesem jener jene jenes ihre "
    "ihren ihrem sein seine seinen seinem aber und oder doch denn sondern jedoch deshalb darum "
    "daher dann danach nun jetzt zudem außerdem dennoch trotzdem allerdings dabei dafür damit "
    "dadurch dort hier so auch später schließlich zumindest beide einerseits andererseits "
    "daraufhin darauf davor davon dazu somit also inzwischen stattdessen obenauf seither seitdem "
    "im_gegenteil in_der_folge aus_demselben_grund zum_beispiel aus_diesem_grund nicht_nur "
    "andere anderer anderes anderen anderem mit_anderen_worten am_ende unter_anderem",
}
# What leans on an earlier sentence wherever it stands.
_TIES = {
    "en": "it them this these those such then therefore thus however subsequently "
    "accordingly meanwhile nevertheless instead afterwards since_then the_same the_latter "
    "the_rest either too likewise as_well",
    "es": "ello esto eso este esta estos estas ese esa esos esas dicho dicha entonces "
    "posteriormente así por_ello por_eso sin_embargo en_cambio desde_entonces la_misma el_mismo "
    "lo_hizo tampoco mismo misma el_resto del_resto",
    "de": "es er ihn ihm sie ihnen dies dieser diese dieses diesen diesem jenem jenen jener "
    "deshalb daher darum allerdings jedoch dann danach daraufhin damit dabei dafür dadurch dazu "
    "davon daran darauf demselben derselben denselben dasselbe solche solcher solchen solches "
    "seither seitdem zudem außerdem ebenfalls ebenso hierfür stattdessen rest "
    "das_letzte der_letzte die_letzte",
}
# What shows a sentence to come after another, without keeping it from standing alone.
_WEAK_TIES = {
    "en": "also another again finally its",
    "es": "también luego finalmente otra otro",
    "de": "auch wieder schließlich",
}
# What may as well be about the same person all through a paragraph, or about the time of telling,
# so that it does not show which sentence comes directly before.
_MOVABLE = {
    "en": "he she they him them his her their i we you my our your still now later",
    "es": "él ella ellos ellas su sus yo tú mi tu nosotros aún todavía ahora",
    "de": "er sie ihm ihn ihnen sein seine seiner seinem seinen ihr ihre ihrer ihrem ihren dessen "
    "deren ich wir du noch nun jetzt später",
}
# Pronouns that a sentence can have named itself, if it begins with a name.
_THINGS = {"en": "it its", "es": "ello", "de": "es"}
# A sequel that the sentence itself joins to something.
_JOINED = {
    "en": re.compile(r"\b(?:and|but) (?:then|therefore|thus|afterwards)\b"),
    "es": re.compile(r"\b(?:y|pero) (?:entonces|luego|por (?:eso|ello|lo tanto)|así)\b"),
    "de": re.compile(r"\b(?:und|aber) (?:dann|danach|darauf|daher|deshalb|darum|so)\b"),
}
# Pronouns for somebody: the sentence itself must have named a person before.
_PERSONS = {
    "en": "he him she they",
    "es": "él ella ellos ellas",
}
# Possessives: the sentence itself must have an owner before.
_OWNERS = {
    "en": "his her its their",
    "es": "su sus",
    "de": "sein seine seiner seines seinem seinen ihr ihre ihrer ihres ihrem ihren dessen deren",
}
# Who speaks and who listens are known from the text around a sentence only.
_SPEAKERS = {
    "en": "i me my we us our you your",
    "es": "yo me mi mis nosotros nos nuestro nuestra tú te tu tus usted ustedes",
    "de": "ich mich mir mein meine wir uns unser unsere du dich dir dein deine",
}
# How a Spanish sentence with a subject of its own begins; others may leave it to be understood.
_SUBJECT_ES = (
    "el la los las un una unos unas dos tres cuatro cinco seis siete ocho nueve diez todos todas "
    "muchos muchas pocos pocas algunos algunas varios varias nadie cada"
)


# What marks something as known, or as one of a kind; "the", and in German what is joined with it.
_DEFINITE = {
    "en": "the my our your their his her its all every each",
    "es": "el la los las al del su sus mi nuestro nuestra nuestros nuestras todo toda todos todas",
    "de": "der die das den dem des im am vom zum zur beim ins ans mein unser unsere ihr ihre ihren "
    "ihrem ihrer sein seine seinen seinem seiner jeder jede jedes alle",
}
# Demonstratives and the like for a subject.
_POINTING = {
    "en": re.compile(
        r"(?:this|that|these|those)\b"
        r"|the (?:last|first|second|third|next|latter|former|others?|rest)"
        r" (?:of (?:these|those|them)|one|was|is|were|are)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"(?:est[aeo]s?|es[aeo]s?|aquell?[aeo]?s?)\b|lo (?:últim|primer|segund|mism|otr)o\b"
        r"|(?:el|la|los|las) (?:últim|primer|segund)[ao]?s? de (?:est|es|ell)[aeo]?s?\b",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"dies(?:e[mnrs]?)?\b|jene[mnrs]?\b|das (?:letzte|erste|zweite|gleiche)\b"
        r"|(?:der|die|das) (?:letzte|erste|zweite)n? (?:davon|dieser|von ihnen|war|ist)\b",
        re.IGNORECASE,
    ),
}
_AND_BUT = re.compile(r"^(?:But|And|Yet|So|Pero|Y|Aber|Und|Doch) ")
# Function words of four letters or more.
_FUNCTION_WORDS = {
    "en": "this that these those they them their there then than with from into over under "
    "about have been were will would could should must what when where which while whose also "
    "only very some such more most much many each both after before until because "
    "however almost every",
    "es": "este esta esto estos estas esos esas ellos ellas para pero como cuando donde desde "
    "hasta entre sobre había habían estaba estaban sido está están unos unas cada otro otra otros "
    "otras también porque aunque luego todo toda todos todas embargo casi",
    "de": "dies dieser diese dieses diesen diesem eine einen einem einer eines nicht auch aber "
    "oder dass wenn weil über unter nach noch sein sind wird wurde wurden werden haben hatte "
    "hatten ihre ihrer ihren ihrem seine seinen seinem seiner sich mehr sehr dann denn doch kann "
    "waren jedoch fast jeder jede jedes jedem",
}
# What begins a sentence whose first words name somebody or something.
_DETERMINERS = {
    "en": "the a an every each no some many most all two three four",
    "es": "el la los las un una unos unas cada ningún ninguna todos todas muchos muchas dos tres",
    "de": "der die das den dem des ein eine einen einem einer jeder jede jedes kein keine alle "
    "viele zwei drei",
}


# What leans on an earlier sentence by its form: times that count from there; pronouns at the end
# of a Spanish infinitive, or without the noun they stand beside; and a dative, no possessive.
_BACKWARD = {
    "en": (
        re.compile(r"^(?:[\w-]+ ){1,6}(?:later|before|earlier),", re.IGNORECASE),
        re.compile(r"\bher (?:the|an?|to|at|in|on|and|for|with|that)\b|\bher[.,;]"),
    ),
    "es": (
        re.compile(r"^(?:\w+ ){1,6}(?:después|antes|más tarde)(?! de\b)"),
        re.compile(r"[aei]r(?:l[aoe]s?|se(?:l[ao]s?))\b"),
        re.compile(r"\bles?\b(?!.*\b(?:al?|se)\b)"),
        re.compile(r"\b[Ll]o (?!que\b|más\b|de\b|largo\b)"),
        re.compile(
            r"\bl[ao]s? (?:h[ae]n?|había[ns]?|hay[ae]n?|hub\w+|\w+(?:ó|aban?|aron|ieron|ían))\b",
            re.IGNORECASE,
        ),
    ),
    "de": (
        re.compile(r"^(?:\w+ ){1,5}(?:später|danach|zuvor)\b"),
        re.compile(r"\bihr (?:d[aeiou]\w{1,2}|eine?[nmrs]?|zu|auf|in|an|mit)\b|\bihr[.,;]"),
    ),
}


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def names(sentences: Iterable[str]) -> frozenset[str]:
    """Return the words that stand with a capital inside sentences and nowhere without.

    In German these are the nouns as well.
    """
    capital: set[str] = set()
    small: set[str] = set()
    for sentence in sentences:
        found = _WORD.findall(sentence)
        capital.update(word for word in found[1:] if word[:1].isupper())
        small.update(word for word in found if not word[:1].isupper())
    return frozenset(word for word in capital if word.lower() not in small)


def is_whole(sentence: str) -> bool:
    """Whether a text is one sentence with a beginning and an end, and runs as plain text."""
    if "\n" in sentence or markup.ADDRESS.search(sentence):
        return False
    if any(sentence.count(pair[0]) != sentence.count(pair[1]) for pair in ("()", "[]")):
        return False
    if quotations.quotations(sentence)[1]:
        return False  # one mark of a quotation that goes over several sentences
    if re.search(r"[^\W\d]{4}[.!?] [^\W_a-zß-ÿ]", sentence):
        return False  # two of them
    begins = sentence[:1].isupper() or sentence[:1].isdigit() or sentence[:1] in "¿¡“„«\"'("
    return begins and re.search(r"[.!?…][\"'”“»’)]*$", sentence) is not None


def opens_tied(sentence: str, language: str) -> bool:
    """Whether a sentence begins with what leans on an earlier one."""
    found = words(sentence)
    if language == "de" and found[:1] == ["das"]:
        return re.match(r"Das (?:[a-zäöüß]+en?\b|[A-ZÄÖÜ0-9])", sentence) is None
    return any(found[: len(opener)] == list(opener) for opener in _phrases("openers", language))


def opens_pointing(sentence: str, language: str) -> bool:
    """Whether a sentence is about "this" or "the last of these", so that little of it is said."""
    pattern = _POINTING.get(language)
    if pattern is None:
        return False
    rest = _AND_BUT.sub("", sentence)
    rest = rest[:1].upper() + rest[1:]
    german = language == "de" and words(rest)[:1] == ["das"] and opens_tied(rest, language)
    return german or pattern.match(rest) is not None


def content_words(text: str, language: str) -> int:
    """Return how many words of a text are none of those that hold every text together.

    Words of up to three letters are taken for such.
    """
    small = _FUNCTION_WORDS.get(language, "").split()
    return sum(len(word) > 3 and word not in small for word in words(text))


def follows(sentence: str, language: str, proper_names: frozenset[str]) -> bool:
    """Whether a sentence shows that it comes directly after another.

    A connective shows it, and "it" or "this". That somebody goes on to be the subject does not, nor
    does the "it" of weather and time, as in "It was getting dark". A sentence that begins with a
    name can stand anywhere, unless it has a connective; one that begins with a quotation as well,
    since "these words" are in it.

    The arguments are those of `is_anchored`.
    """
    if quotations.quotations(sentence[:1])[1]:
        return False
    said = _JOINED[language].sub("", sentence) if language in _JOINED else sentence
    said = re.sub(r"^(?:It (?:was|is)|Es (?:war|ist|wurde|wird)) ", "", said)
    found = words(said)
    shown = {
        phrase
        for kind in ("openers", "ties", "weak ties")
        for phrase in _phrases(kind, language)
        for place in range(1 if kind == "openers" else len(found))
        if tuple(found[place : place + len(phrase)]) == phrase
    }
    shown -= _phrases("movable", language)
    if said.startswith(_beginnings(proper_names)):
        shown -= _phrases("things", language)
    return bool(shown) or (found[:1] == ["das"] and opens_tied(said, language))


def points_back(sentence: str, language: str, known_names: frozenset[str]) -> bool:
    """Whether a sentence has a connective, or a pronoun for what it has not named before.

    Who speaks and who listens are no such: "we" and "you" are the same in every language.

    Args:
        sentence: A whole sentence.
        language: ISO 639-1.
        known_names: From `names`, of the whole text.
    """
    found = _WORD.findall(sentence)
    opens = opens_tied(sentence, language) and not has_speaker(found[0], language)
    said = _JOINED[language].sub("", sentence) if language in _JOINED else sentence
    if opens or _has(said, "ties", language):
        return True
    if any(pattern.search(sentence) for pattern in _BACKWARD.get(language, ())):
        return True
    return any(_refers_back(found, place, language, known_names) for place in range(len(found)))


def is_anchored(sentence: str, language: str, proper_names: frozenset[str]) -> bool:
    """Whether a sentence says what, whom or when it is about: "for a moment, nobody" does not.

    Args:
        sentence: A whole sentence.
        language: ISO 639-1.
        proper_names: Of either language: "Mexiko" and "Mexico" begin alike.
    """
    found = _WORD.findall(sentence)
    definite = _DEFINITE.get(language, "").split()
    begins = _beginnings(proper_names)
    return any(
        word.lower() in definite or word[:1].isdigit() or word.startswith(begins) for word in found
    )


def _beginnings(proper_names: Iterable[str]) -> tuple[str, ...]:
    """Return what names begin with in both languages."""
    return tuple(name[:4] for name in proper_names if len(name) > 2)


def has_speaker(sentence: str, language: str) -> bool:
    """Whether a sentence has a word for who speaks or listens."""
    return _has(sentence, "speakers", language)


def has_subject(sentence: str, language: str, known_names: frozenset[str]) -> bool:
    """Whether a sentence says its subject: in Spanish, it begins with a noun or name.

    What follows its first comma may as well. In the other languages it always does.
    """
    if language != "es":
        return True
    begins = [_WORD.search(part) for part in sentence.split(", ")[:2]]
    return any(
        word and (word.group() in known_names or word.group().lower() in _SUBJECT_ES.split())
        for word in begins
    )


def stands_alone(sentence: str, language: str, known_names: frozenset[str]) -> bool:
    """Whether a sentence is a statement that says the same without those before it.

    The arguments are those of `points_back`.
    """
    found = _WORD.findall(sentence)
    if not _SHORTEST <= len(found) <= _LONGEST or not sentence.endswith("."):
        return False
    if re.search(r"[\"“”„«»…?!]", sentence) or has_speaker(sentence, language):
        return False
    if points_back(sentence, language, known_names):
        return False
    return has_subject(sentence, language, known_names)


def _refers_back(found: Sequence[str], place: int, language: str, known: frozenset[str]) -> bool:
    """Whether a word is a pronoun whose person or owner the sentence has not named before."""
    word, before = found[place].lower(), found[:place]
    if (word,) in _phrases("persons", language):
        if word == "they":
            return not any(len(other) > 3 and other.endswith("s") for other in before)
        return place <= 3 or known.isdisjoint(before)
    if (word,) in _phrases("owners", language):
        named = found[0].lower() in _DETERMINERS.get(language, "").split() and place > 1
        return not named and known.isdisjoint(before)
    return False


def _has(sentence: str, kind: str, language: str) -> bool:
    found = words(sentence)
    return any(
        tuple(found[place : place + len(phrase)]) == phrase
        for phrase in _phrases(kind, language)
        for place in range(len(found))
    )


_KINDS = {
    "openers": _OPENERS,
    "ties": _TIES,
    "weak ties": _WEAK_TIES,
    "persons": _PERSONS,
    "owners": _OWNERS,
    "speakers": _SPEAKERS,
    "movable": _MOVABLE,
    "things": _THINGS,
}


@cache
def _phrases(kind: str, language: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_split(_KINDS[kind].get(language, "")))


def _split(phrases: str) -> Iterator[tuple[str, ...]]:
    for phrase in phrases.split():
        yield tuple(phrase.split("_"))

"""German: the words of a sentence with their dictionary forms, and how a list shows them.

Word classes and lemmas are HanTa's, the Hanover Tagger's. It lemmatizes only the stem of a verb
whose particle stands apart ("trat … an"): they are joined here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from pipeline.languages.de.nouns import Noun, find_nouns
from pipeline.languages.frequency import zipf
from pipeline.languages.grammar import SHORTEST_STEM, Grammar, Word, WordKind, spelled_alike

_PARTICLES = (
    "ab an auf aus auseinander bei dar durch ein empor entgegen fest fort frei heran herab herauf "
    "heraus herbei herein herum herunter hervor her hinab hinauf hinaus hindurch hinein hinunter "
    "hinweg hinzu hin los mit nach nieder raus rein rüber rum runter statt teil über übrig um "
    "umher unter voran voraus vorbei vor weg weiter wieder zurück zusammen zu"
).split()
# These go with a verb wherever they stand: "ging hinaus in den Nebel".
_DIRECTION = re.compile(r"(?:hin|her)(?:ab|auf|aus|ein|unter)")
_TOKEN = re.compile(r"\w+(?:[’'-]\w+)*-?|[^\w\s]")
_CLAUSE_END = re.compile(r"[.!?:;–—]")
_ARTICLES = {"m": "der", "f": "die", "n": "das"}
# Determiners that tell the gender of a singular noun, by their ending in the nominative or another
# case that only one gender has.
_TELLING = {
    "das": "n", "dieses": "n", "jedes": "n", "den": "m", "einen": "m", "keinen": "m",
    "diesen": "m", "seinen": "m", "ihren": "m", "unseren": "m", "jeden": "m",
    "eine": "f", "keine": "f", "einer": "f", "zur": "f",
}  # fmt: skip
# Verbs that are never without "sich", or mean something else without.
_REFLEXIVE = frozenset(
    "abmühen aneignen auskennen bedanken beeilen befassen befinden begeben begnügen bemühen "
    "beschweren betätigen bewerben bewähren durchringen eignen einbilden einigen entpuppen "
    "entschließen ereignen erholen erkundigen erkälten fürchten gedulden irren konzentrieren "
    "kümmern nähern rächen scheuen schämen sehnen sorgen verabreden verabschieden verbeugen "
    "verhalten verirren verlieben verspäten verneigen weigern widersetzen wundern "
    "zurückziehen".split()
)
# Verbs that say little without what they stand with: "zur Sprache bringen".
_LIGHT = frozenset(
    "bekommen bringen dürfen geben gehen haben halten kommen können lassen legen machen mögen "
    "müssen nehmen sein setzen sollen stehen stellen treffen tun werden wollen ziehen".split()
)
_AUXILIARIES = frozenset("dürfen haben können mögen müssen sein sollen werden wollen".split())
# Reflexive pronouns that are others' too: the subject tells.
_PRONOUNS_OF_SUBJECTS = {
    "mich": "ich", "mir": "ich", "dich": "du", "dir": "du", "uns": "wir", "euch": "ihr",
}  # fmt: skip
# What stands behind an imperative, and hardly ever behind a noun without an article.
_BEHIND_IMPERATIVES = frozenset(
    "den das die dem einen eine ein einem einer ihn es sie ihm ihr nun dann zuerst danach jetzt "
    "mir mich dich dir sich bitte immer nie nicht doch mal alles alle keine keinen deine deinen "
    "dein".split()
)
# What joins clauses that no comma parts.
_JOINING = frozenset("und oder aber denn".split())
# A plural so much rarer than its noun, on the Zipf scale, is one of grammars only: a fiftieth as
# frequent; of a noun that stands less than once in 100,000 words, a quarter of that is enough.
_IN_USE, _IN_USE_RARE, _RARE = 1.7, 2.3, 4.0
# So seldom (Zipf) are plurals of which a reader need not think.
_SELDOM = 2.5
# Masculines that are animals or things before all, though there are women called so.
_NO_PERSONS = frozenset(
    "Affe Anhänger Bär Drucker Elefant Esel Empfänger Fuchs Hase Hund Läufer Löwe Rechner Scanner "
    "Schläger Sender Tiger Träger Verteiler Wolf Zähler Zeiger".split()
)
# The least Zipf frequency of a woman's noun, and how much more seldom it may be than the man's.
_WOMAN, _AS_WELL = 2.0, 2.0
_UMLAUTS, _PLAIN = str.maketrans("AOUaou", "ÄÖÜäöü"), str.maketrans("ÄÖÜäöü", "AOUaou")
# Ten times as often as another stands the plural that is the usual one of several.
_USUAL = 1.0
# Particles that part from a verb: "eindämmen", "dämmt … ein", "einzudämmen".
_PARTED = re.compile(rf"({'|'.join(sorted(_PARTICLES, key=len, reverse=True))})(?=\w{{4}})")
# Endings of verbs. Between them, strong ones change their vowels alone: "lässt", "ließ".
_VERB_ENDINGS = re.compile(r"(?:e?n|e?st|e?t|e?te[nst]*|e)$")
# What participles begin with, after a particle or without one, or end in.
_PARTICIPLE = re.compile(rf"(?:{'|'.join(_PARTICLES)})?(?:be|emp|ent|er|ge|miss|ver|zer)|.*iert$")
# Letters that a part of a compound has at least, and that its stem has if it may be shortened.
_SHORTEST_PART, _SHORTENED = 3, 7
# Letters of a word that the tagger looks at, its last ones: it takes eight times as long for twice
# as many. "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" has 63.
_LONGEST = 80


@lru_cache(maxsize=512)
def _words(sentence: str) -> tuple[Word, ...]:
    """Return the words of a sentence, a verb and its particle as one."""
    matches = list(_TOKEN.finditer(sentence))
    tokens = [match.group() for match in matches]
    if not tokens:
        return ()
    ends = [token[-_LONGEST:] for token in tokens]
    analysed = zip(tokens, _tagger().tag_sent(ends, taglevel=1), strict=True)
    tagged = [
        (str(lemma) if len(token) <= _LONGEST else token, str(tag))
        for token, (_, lemma, tag) in analysed
    ]
    partners = _partners(tokens, [tag for _, tag in tagged])
    found = []
    for index, (match, (lemma, tag)) in enumerate(zip(matches, tagged, strict=True)):
        if not match.group()[0].isalnum() or index in partners.values():
            continue
        kind = _kind(tokens, index, tag)
        imperative = _imperative(tokens, index) if kind is WordKind.NOUN else ""
        if imperative:
            kind, lemma = WordKind.VERB, imperative
        particle = matches[partners[index]].span() if index in partners else None
        if particle:
            joined = [
                tokens[partners[index]].lower() + stem for stem in (lemma, f"{match.group()}en")
            ]
            lemma = max(joined, key=lambda verb: zipf(verb.lower(), "de"))  # "zieh … fest"
            lemma = lemma.lower()
        if "ss" in match.group():
            lemma = lemma.replace("ß", "ss")  # the tagger learned from texts of before 1996
        if kind is WordKind.NOUN:
            lemma = _noun_lemma(match.group(), lemma)
        elif kind is WordKind.ADJECTIVE and tag.startswith("NN"):
            lemma = _uninflected(match.group())
        reflexive = kind is WordKind.VERB and _is_reflexive(tokens, index)
        found.append(Word(match.group(), *match.span(), {kind: lemma}, particle, reflexive))
    return tuple(found)


@cache
def _tagger() -> Any:
    from HanTa.HanoverTagger import HanoverTagger

    return HanoverTagger("morphmodel_ger.pgz")


def _imperative(tokens: Sequence[str], index: int) -> str:
    """Return the infinitive of what begins a sentence as an imperative: "Pump den Reifen auf"."""
    begins = index == 0 or tokens[index - 1] in ".!?:„“»–"
    follows = tokens[index + 1].lower() if index + 1 < len(tokens) else ""
    if not begins or follows not in _BEHIND_IMPERATIVES:
        return ""
    stem = tokens[index].lower().removesuffix("e")
    known = {f"{stem}{ending}": zipf(f"{stem}{ending}", "de") for ending in ("en", "n")}
    best = max(known, key=known.__getitem__)
    return best if known[best] else ""


def _kind(tokens: Sequence[str], index: int, tag: str) -> WordKind:
    if tag.startswith("VV") and tokens[index][0].isupper() and index:
        return WordKind.NOUN  # inside a sentence only a noun is written so
    if tag.startswith("NN") and tokens[index][0].islower():
        return WordKind.ADJECTIVE  # "dichter Nebel": no noun is written so
    if tag.startswith("NN") or (tag.startswith("NE") and find_nouns(tokens[index])):
        return WordKind.NOUN
    if tag.startswith(("VV", "VA", "VM")):
        return WordKind.VERB
    return WordKind.ADJECTIVE if tag.startswith("ADJ") else WordKind.OTHER


def _partners(tokens: Sequence[str], tags: Sequence[str]) -> dict[int, int]:
    """Return the index of each finite verb whose particle stands apart, with the particle's."""
    found: dict[int, int] = {}
    for index, tag in enumerate(tags):
        follows = tokens[index + 1] if index + 1 < len(tokens) else "."
        # A preposition cannot stand at the end of a clause.
        ends = not follows[0].isalnum() or follows in ("und", "oder", "sowie")
        ends = ends or _DIRECTION.fullmatch(tokens[index]) is not None
        is_particle = tokens[index] in _PARTICLES and ends
        if not is_particle or not (tag.startswith(("PTK", "APPR", "ADV", "APPO")) or ends):
            continue
        for before in range(index - 1, -1, -1):
            if _CLAUSE_END.match(tokens[before]):
                break
            if tags[before].startswith("VV(FIN") or tags[before].startswith("VV(IMP"):
                found[before] = index
                break
    return found


def _is_reflexive(tokens: Sequence[str], index: int) -> bool:
    """Whether "sich" stands in the clause of a verb, as far as commas tell."""

    def is_border(token: str) -> bool:
        return not token[0].isalnum()

    first = next((i for i in range(index, -1, -1) if is_border(tokens[i])), -1) + 1
    last = next((i for i in range(index, len(tokens)) if is_border(tokens[i])), len(tokens))
    return "sich" in tokens[first:last]


def _noun_lemma(text: str, lemma: str) -> str:
    """Return the lemma of a noun: the tagger's, unless the table knows better.

    "Schalen" is the nominative of "Schale", and of "Schal" only a dative.
    """
    nouns = find_nouns(text)
    nominative = [noun for noun in nouns if text in (noun.lemma, *noun.plurals)] or list(nouns)
    if not nominative or any(noun.lemma == lemma for noun in nominative):
        return lemma[:1].upper() + lemma[1:]
    return nominative[0].lemma


def _entries(lemma: str) -> tuple[str, tuple[Noun, ...]]:
    """Return the table's nouns for a lemma; those of its last part, after what stands before."""
    whole = tuple(noun for noun in find_nouns(lemma) if noun.lemma == lemma)
    if whole:
        return "", whole
    # A last part of fewer letters than four is found by chance.
    for start in range(2, len(lemma) - 3):
        part = lemma[start:].lstrip("-").capitalize()
        nouns = tuple(noun for noun in find_nouns(part) if noun.lemma == part)
        if nouns and len(part) > 3:
            return lemma[: len(lemma) - len(part)], nouns
    return "", ()


def _fitting(
    nouns: Sequence[Noun], prefix: str, word: Word, determiner: str, gender: str
) -> tuple[Noun, ...]:
    """Return the nouns of one spelling that fit the sentence, as far as it tells."""
    form = word.text.lower().removeprefix(prefix.lower())
    kept = [noun for noun in nouns if form in noun.forms] or list(nouns)
    for told in (gender, _TELLING.get(determiner, "")):
        agreeing = [noun for noun in kept if told and told in noun.genders]
        if agreeing and (told == gender or any(form not in noun.plural_forms for noun in kept)):
            kept = agreeing
    return tuple(kept)


def _determiner(sentence: str, word: Word) -> str:
    """Return the word before a noun, or the one before its adjectives, in small letters."""
    before = re.findall(r"\w+|[^\w\s]", sentence[: word.start].lower())
    while before and before[-1] not in _TELLING and len(before[-1]) > 3 and before[-1].isalpha():
        before.pop()
    return before[-1] if before else ""


def _adjectival_citation(prefix: str, noun: Noun, nouns: Sequence[Noun]) -> str:
    genders = [found for found in "mfn" if any(found in other.genders for other in nouns)]
    # A person can be of either sex, and the form is the same: the table lists only some of both.
    genders = ["m", "f"] if genders in (["m"], ["f"], ["m", "f"]) else genders
    articles = "/".join(_ARTICLES[found] for found in genders)
    return f"{articles} {_joined(prefix, noun.lemma)}, -n"


def _plural(prefix: str, nouns: Sequence[Noun], word: Word) -> str:
    """Return a plural as lists write it: "-en", "-" for no change, or in full with an umlaut."""
    lemma = nouns[0].lemma
    plurals = _attested(prefix, nouns, word)
    if not plurals:
        known = dict.fromkeys(plural for noun in nouns for plural in noun.plurals)
        plurals = _usual([plural for plural in known if not _is_anothers(plural, lemma)], lemma)
        if len({noun.plurals for noun in nouns}) > 1:  # of "Bank" and "Bank"; "Rands" is seldom
            others = (zipf(plural, "de") for plural in known if plural not in plurals)
            plurals = [] if max(others, default=0.0) > _SELDOM else plurals
    if len(plurals) != 1:
        return ""
    (plural,) = plurals
    if plural == lemma:
        return "-"
    if plural.startswith(lemma):
        return f"-{plural.removeprefix(lemma)}"
    return _joined(prefix, plural)


def _usual(plurals: Sequence[str], lemma: str) -> list[str]:
    """Return the plurals that are in use: the one that stands ten times as often as others."""
    if list(plurals) == [lemma]:
        return [lemma]
    often = zipf(lemma, "de")
    least = often - (_IN_USE_RARE if often < _RARE else _IN_USE)
    found = {plural: zipf(plural, "de") for plural in plurals if plural != lemma}
    most = max(found.values(), default=0.0)
    known = {plural: count for plural, count in found.items() if count or not often}
    return [plural for plural, count in known.items() if count >= max(least, most - _USUAL)]


def _is_anothers(plural: str, lemma: str) -> bool:
    """Whether a plural is known as that of another noun: "Basiliken" of "Basilika"."""
    others = {n.lemma for n in find_nouns(plural) if plural in n.plurals} - {lemma, plural}
    return any(zipf(other, "de") > zipf(lemma, "de") - _USUAL for other in others)


def _attested(prefix: str, nouns: Sequence[Noun], word: Word) -> list[str]:
    """Return the plurals that a word may be a form of; a dative has one more "n"."""
    form = word.text.lower().removeprefix(prefix.lower())
    if form == nouns[0].lemma.lower():
        return []
    plurals = dict.fromkeys(plural for noun in nouns for plural in noun.plurals)
    return [plural for plural in plurals if plural.lower() in (form, form.removesuffix("n"))]


def _joined(prefix: str, part: str) -> str:
    if not prefix or prefix.endswith("-"):
        return prefix + part
    return prefix + part.lower()


def _feminine(noun: str) -> str:
    """Return what a woman is called that is or does what a masculine noun says, if a list has it.

    Where the feminine is seldom said, the masculine is no person, as "Rechner".
    """
    if noun in _NO_PERSONS or noun.endswith("in"):
        return ""
    stem = noun.removesuffix("e")
    vowel = re.search(r"(?i)(?<!a)[aou](?=[^aeiou]*(?:er)?$)|au(?=[^aeiou]*(?:er)?$)", stem)
    turned = stem
    if vowel:
        at = vowel.start()
        turned = stem[:at] + stem[at].translate(_UMLAUTS) + stem[at + 1 :]
    for form in dict.fromkeys((f"{stem}in", f"{turned}in")):
        if _is_woman(form) and zipf(form, "de") > max(_WOMAN, zipf(noun, "de") - _AS_WELL):
            return form
    return ""


def _masculine(noun: str) -> str:
    """Return the noun that one for a woman is made of."""
    if not noun.endswith("in") or not _is_woman(noun):
        return ""
    stem = noun.removesuffix("in")
    plain = re.sub(r"[ÄÖÜäöü](?=[^ÄÖÜäöü]*$)", lambda m: m[0].translate(_PLAIN), stem)
    for form in dict.fromkeys((stem, f"{stem}e", plain, f"{plain}e")):
        found = [noun for noun in find_nouns(form) if noun.lemma == form]
        if found and all(one.genders == ("m",) for one in found) and form not in _NO_PERSONS:
            return form
    return ""


def _is_woman(noun: str) -> bool:
    found = [one for one in find_nouns(noun) if one.lemma == noun]
    return (
        bool(found)
        and all(one.genders == ("f",) for one in found)
        and any(f"{noun}nen" in one.plurals for one in found)
    )


def _uninflected(adjective: str) -> str:
    """Return an adjective without an ending, where it is more frequent without it."""
    bare = re.sub(r"e[rnsm]?$", "", adjective)
    return max((adjective, bare), key=lambda form: zipf(form, "de"))


def _unjoined(prefix: str) -> list[str]:
    """Return what the first part of a compound may be without the letters that join it."""
    bare = prefix.removesuffix("-")
    return [
        bare.removesuffix(joint) for joint in ("", "s", "es", "n", "en") if bare.endswith(joint)
    ]


def _is_noun(text: str) -> bool:
    return any(noun.lemma == text for noun in find_nouns(text))


def _is_border(token: str) -> bool:
    """Whether a token, in small letters, ends a clause."""
    return not token[0].isalnum() or token in _JOINING


def _skeletons(word: str) -> set[str]:
    """Return the consonants of a word, with its ending and without."""
    word = word.replace("ß", "ss")
    forms = {word, _VERB_ENDINGS.sub("", word)}
    consonants = {re.sub("[aeiouyäöü]+", "*", form).rstrip("*") for form in forms}
    return {form for form in consonants if len(form) > 2}


class German(Grammar):
    """German."""

    verbs_end = True
    has_adverbs = False
    has_capital_nouns = True
    articles = frozenset("der die das den dem ein eine einen einem einer".split())

    def words(self, sentence: str) -> tuple[Word, ...]:
        """Return the words of a sentence, a verb and its particle as one."""
        return _words(sentence)

    def noun_citation(
        self, word: Word, sentence: str, gender: str = "", plural: bool = False
    ) -> str | None:
        """Return a noun as a list shows it: "die Beziehung, -en", "der/die Asylsuchende, -n".

        Args:
            word: The noun, as `words` gave it.
            sentence: The sentence it is from, which may tell homographs apart.
            gender: What a dictionary says.
            plural: Whether the list shows its plural.

        Returns:
            Without the plural where none is known or in use; None where the gender is not known. A
            person is of both sexes: "der Arzt, Ärzte / die Ärztin, -nen".
        """
        shown = self._noun_citation(word, sentence, gender, plural)
        if shown is None or not shown.startswith(("der ", "die ")) or re.search(r"[(/]", shown):
            return shown
        lemma = re.split(r"[ ,]", shown)[1]
        other = _feminine(lemma) if shown.startswith("der ") else _masculine(lemma)
        if not other:
            return shown
        counterpart = replace(word, text=other, lemmas={WordKind.NOUN: other})
        both = shown, self._noun_citation(counterpart, "", "m" if shown[1] == "i" else "f")
        first, second = both if shown.startswith("der ") else reversed(both)
        return f"{first} / {second}" if first and second else shown

    def _noun_citation(
        self, word: Word, sentence: str, gender: str = "", plural: bool = False
    ) -> str | None:
        """Return a noun alone, in its own sex; see `noun_citation`."""
        prefix, nouns = _entries(word.lemmas[WordKind.NOUN])
        nouns = _fitting(nouns, prefix, word, _determiner(sentence, word), gender)
        if not nouns:
            return None
        genders = {found for noun in nouns for found in noun.genders}
        if plural and (plurals := _attested(prefix, nouns, word)):
            return f"die {_joined(prefix, plurals[0])} (Pl.)"
        adjectival = next((noun for noun in nouns if noun.is_adjectival), None)
        if adjectival and all(noun.is_adjectival for noun in nouns):
            return _adjectival_citation(prefix, adjectival, nouns)
        if not genders:
            return f"die {_joined(prefix, nouns[0].lemma)} (Pl.)"
        nouns = tuple(noun for noun in nouns if not noun.is_adjectival)
        # Of several genders of one noun, the table names the usual one first.
        if len({noun.genders[:1] for noun in nouns}) > 1:
            return None
        ending = _plural(prefix, nouns, word)
        shown = f"{_ARTICLES[nouns[0].genders[0]]} {_joined(prefix, nouns[0].lemma)}"
        return f"{shown}, {ending}" if ending else shown

    def noun_phrase(self, found: Sequence[Word], sentence: str) -> str | None:
        """Return a noun with its adjectives: "das organisierte Verbrechen, -"."""
        *adjectives, noun = found
        if WordKind.NOUN not in noun.lemmas or any(
            WordKind.ADJECTIVE not in w.lemmas for w in adjectives
        ):
            return None
        shown = self._noun_citation(noun, sentence)
        if shown is None or "/" in shown or "(" in shown:
            return None
        article, _, rest = shown.partition(" ")
        bases = [self.adjective_citation(word) for word in adjectives]
        # With an article the nominative ends in "-e"; a few adjectives end so themselves.
        inflected = [base if base.endswith("e") else f"{base}e" for base in bases]
        return " ".join([article, *inflected, rest.split(",")[0]])

    def verb_citation(self, word: Word, reflexive: bool) -> str:
        """Return a verb as a list shows it: "eindämmen", "sich weigern"."""
        lemma = word.lemmas[WordKind.VERB]
        return f"sich {lemma}" if reflexive else lemma

    def plural_phrase(self, phrase: str, _: Word) -> str | None:
        """Return a phrase where it is in the plural already."""
        return phrase if "(Pl.)" in phrase else None

    def is_certain(self, word: Word, kind: WordKind, _: str) -> bool:
        """Whether a word is of a kind: the tagger has seen it; a verb that says little is not."""
        return kind in word.lemmas and word.lemmas[kind] not in _LIGHT

    def is_shown_reflexive(self, word: Word, sentence: str) -> bool:
        """Whether "sich" stands in a verb's clause, or "mich" beside "ich"."""
        matches = list(_TOKEN.finditer(sentence))
        tokens = [match.group().lower() for match in matches]
        index = next(i for i, match in enumerate(matches) if match.start() == word.start)
        first = next((i for i in range(index, -1, -1) if _is_border(tokens[i])), -1) + 1
        last = next((i for i in range(index, len(tokens)) if _is_border(tokens[i])), len(tokens))
        clause = frozenset(tokens[first:last])
        return "sich" in clause or any(
            pronoun in clause and subject in clause
            for pronoun, subject in _PRONOUNS_OF_SUBJECTS.items()
        )

    def is_infinitive(self, text: str) -> bool:
        """Whether a verb as a list shows it can be an infinitive."""
        return re.search(r"[a-zäöüß]{2}(?:en|ern|eln|tun|sein)$", text) is not None

    def verb_phrase(self, infinitive: str, rest: Sequence[str]) -> str:
        """Return an infinitive behind the words that belong to it: "tief Luft holen"."""
        sich = ["sich"] if infinitive.startswith("sich ") else []
        return " ".join([*sich, *rest, infinitive.removeprefix("sich ")])

    def parts(self, word: Word, /) -> tuple[Word, ...]:
        """Return the parts of a compound as words: "Hochzeit", "Torte"."""
        noun, found = word.lemmas.get(WordKind.NOUN, ""), []
        for start in range(_SHORTEST_PART + 1, len(noun) - _SHORTEST_PART):
            last = noun[start:].capitalize()
            first = next((f for f in _unjoined(noun[:start]) if _is_noun(f)), "")
            if first and _is_noun(last):
                found += [first, last]
        return tuple(
            replace(word, text=part, lemmas={WordKind.NOUN: part}, particle=None) for part in found
        )

    def infinitive(self, word: Word, /) -> str:
        """Return the infinitive of a word that is no verb in its sentence, or nothing."""
        form = word.text.lower()
        weak = f"{form[:-1]}en" if form.endswith("t") else ""  # "verirrt"
        return weak if weak and zipf(weak, "de") else ""

    def participle(self, word: Word, /) -> str:
        """Return a participle as an adjective: "begeistert"."""
        form = word.text.lower()
        lemma = word.lemmas.get(WordKind.VERB, "")
        inflected = re.sub(r"(?<=[tn])e[nrsm]?$", "", form)
        if not _PARTICIPLE.match(inflected):
            return ""  # "schläft"
        ends = inflected.endswith("t") or (inflected.endswith("en") and form != lemma)
        return inflected if ends else ""

    def is_auxiliary(self, word: Word) -> bool:
        """Whether a word is of a verb that makes forms of others."""
        return word.lemmas.get(WordKind.VERB) in _AUXILIARIES

    def is_light(self, word: Word) -> bool:
        """Whether a word is of a verb that says little without what it stands with."""
        return word.lemmas.get(WordKind.VERB) in _LIGHT

    def is_pronominal(self, word: Word, _: str) -> bool:
        """Whether "sich" is a part of the verb, which has another meaning or none without."""
        return word.is_reflexive and word.lemmas.get(WordKind.VERB) in _REFLEXIVE

    def adjective_citation(self, word: Word) -> str:
        """Return an adjective in its base form."""
        lemma = word.lemmas[WordKind.ADJECTIVE].lower()
        if lemma.endswith("er") and lemma != "sicher":
            lemma = _uninflected(lemma)  # "lauter"
        return "andere" if lemma == "ander" else lemma

    def look_alike(self, one: str, other: str) -> bool:
        """Whether two words may be forms of one, in a compound or with other vowels too."""
        if spelled_alike(one, other):
            return True
        if other.startswith("ge") and one.endswith("n") and not one.startswith("ge"):
            return self.look_alike(one, other.removeprefix("ge"))  # a participle
        is_compound = len(one) >= SHORTEST_STEM and other.endswith(one)
        return is_compound or (one.endswith("n") and bool(_skeletons(one) & _skeletons(other)))

    def parted(self, verb: str, /) -> tuple[str, str] | None:
        """Return the particle and the verb of "eindämmen"."""
        match = _PARTED.match(verb)
        return (match.group(), verb[match.end() :]) if match else None

    def joined(self, token: str, particle: str, /) -> tuple[str, ...]:
        """Return what "eindämmen" or "einzudämmen" may have after its particle."""
        rest = token.removeprefix(particle)
        forms = (rest, rest.removeprefix("zu")) if rest != token else ()
        return tuple(filter(None, forms))

    def last_part(self, word: Word, wanted: str, /) -> Word | None:
        """Return the last part of a compound as a word, where it is the one wanted."""
        lemma = word.lemmas.get(WordKind.NOUN, "")
        first = len(lemma) - len(wanted)
        if first < _SHORTEST_PART or len(wanted) <= _SHORTEST_PART:
            return None
        if not lemma.endswith(wanted.lower()) or not wanted[0].isupper():
            return None
        if lemma[:first].lower() in _PARTICLES:
            return None  # "Austausch" is no kind of "Tausch"
        return replace(word, text=word.text[first:].capitalize(), lemmas={WordKind.NOUN: wanted})

    def is_compound(self, noun: str, head: str, modifier: str, /) -> bool:
        """Whether a noun is a compound of two words, with or without what joins them."""
        first = noun.removesuffix(head.lower())
        stem = modifier.lower()
        stem = stem.removesuffix("en") if len(stem) > _SHORTENED else stem
        begins = len(stem) > 2 and first.startswith(stem.removesuffix("e"))
        return first != noun and begins and len(first) - len(stem) < 4

    def is_inflected(self, word: Word, cited: str, /) -> bool:
        """Whether an adjective is cited with a strong ending: "organisiertes Verbrechen"."""
        if not cited.islower() or WordKind.ADJECTIVE not in word.lemmas:
            return False
        forms = {word.text.lower(), *(lemma.lower() for lemma in word.lemmas.values())}
        return re.sub(r"e[rsnm]?$", "", cited) in forms


GRAMMAR = German()

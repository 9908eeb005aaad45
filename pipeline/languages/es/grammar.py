"""Spanish: the words of a sentence with their dictionary forms, and how a list shows them.

There is no tagger: a word has a dictionary form for each class that its ending and the word before
it allow. Lemmas are simplemma's; plurals and participles are undone by rule, since a lemma alone
does not say whether "ayuda" is the help or somebody helps.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pipeline.languages.es import persons
from pipeline.languages.frequency import zipf
from pipeline.languages.grammar import Grammar, Word, WordKind
from pipeline.languages.lemmas import is_known, lemmatize

_TOKEN = re.compile(r"\w+(?:[’'-]\w+)*|[^\w\s]")
_INFINITIVE = re.compile(r"\w+[aeií]r$")
_MASCULINE = frozenset(
    "el los un unos del al este estos ese esos aquel aquellos otro otros todo todos mucho muchos "
    "algún algunos ningún nuestro nuestros mismo mismos primer tercer cuántos pocos varios".split()
)
_FEMININE = frozenset(
    "la las una unas esta estas esa esas aquella aquellas otra otras toda todas mucha muchas "
    "alguna algunas ninguna nuestra nuestras misma mismas primera cuántas pocas varias".split()
)
_DETERMINERS = _MASCULINE | _FEMININE | frozenset("su sus mi mis tu tus cada sin".split())
_PREPOSITIONS = frozenset("de a en con por para sobre contra entre y o al del hacia".split())
# Before an adjective: what grades it, and what joins it to its subject.
_DEGREES = frozenset("más menos muy tan bastante demasiado casi".split())
_COPULAS = frozenset(
    "es son fue fueron era eran será serán sea sean ser está están estaba estaban parece parecen "
    "resulta resultan sido".split()
)
_BORDERS = frozenset("de en con por para a que y o e u se no como sobre entre".split())
# What a verb is said with: "se ha negado", "se va a negar".
_AUXILIARIES = frozenset(
    "ha han he hemos había habían hubo habrá habrán habría haya hayan va van iba iban puede pueden "
    "podía podrá podría debe deben quiere quieren suele suelen a no".split()
)
_CLITICS = re.compile(r"((?:[aeií]r|[áé]ndo))(?:me|te|se|nos|os)?(?:l[oae]s?)?$")
_PARTICIPLE = re.compile(r"(\w{2,})(ad|id|íd)[oa]s?$")
_IRREGULAR_PARTICIPLES = {
    "abierto": "abrir", "cubierto": "cubrir", "descubierto": "descubrir", "dicho": "decir",
    "escrito": "escribir", "hecho": "hacer", "impuesto": "imponer", "muerto": "morir",
    "propuesto": "proponer", "puesto": "poner", "resuelto": "resolver", "roto": "romper",
    "visto": "ver", "vuelto": "volver", "devuelto": "devolver", "expuesto": "exponer",
}  # fmt: skip
# Endings that tell the gender of nine in ten nouns; the longest that fits counts.
_ENDINGS = {
    "f": "a ción sión dad tad tud umbre ez eza ie itis triz".split(),
    "m": "o e aje or l n s t x m k és ú í miento ma rgo".split(),
}
# Nouns that their ending does not tell; those in -ma are Greek, the others in -ma feminine.
_EXCEPTIONS = {
    "m": (
        "día mapa planeta tranvía sofá poeta clima problema sistema tema programa "
        "idioma drama dilema esquema síntoma poema aroma enigma carisma diploma fantasma "
        "lema panorama plasma reuma trauma pijama país mes gas interés estrés lápiz pez "
        "juez arroz matiz cáliz maíz nombre hombre puente coche viaje aire aceite norte "
        "este oeste límite informe parque paquete baile cheque chiste cine diente golpe "
        "jefe monte padre pie príncipe traje valle bosque presupuesto"
    ).split(),
    "f": (
        "vista lista pista revista entrevista conquista autopista arista mano foto moto "
        "flor labor sal miel piel cárcel señal sed red ley razón cama forma "
        "alarma firma llama rama suma fama goma crema norma plataforma reforma víctima "
        "pluma lágrima palma cima esgrima broma madre calle clase noche tarde gente sangre "
        "carne fuente base muerte suerte llave leche nieve nube frase torre mente "
        "corriente crisis tesis dosis síntesis hipótesis serie superficie especie web tos "
        "cruz luz paz vez voz nuez raíz fe sartén imagen mujer gripe sede "
        "serpiente costumbre hambre ave fase clave fiebre liebre nave peste sede estirpe índole "
        "pirámide hélice catástrofe élite mugre patente variante vacante vertiente simiente mole "
        "laringe sílfide fe plebe prole"
    ).split(),
}  # fmt: skip
# Nouns of both genders, with a meaning each: only an article tells which one is meant.
_BOTH = frozenset(
    "capital cólera coma cometa corte cura editorial final frente guía guarda mañana margen orden "
    "papa parte pendiente policía radio".split()
)
# Feminine nouns that begin with a stressed a: "el agua", "las aguas".
_STRESSED_A = frozenset(
    "acta agua águila ala alba alga alma alza ama ancla ansia arca área aria arma asma aula ave "
    "haba habla hacha hada hambre".split()
)
# People of either sex whose word does not change.
_COMMON = re.compile(
    r"(?:ista|crata|cida)$|^(?:agente|amante|atleta|cantante|cliente|colega|comerciante|delincuente|"
    r"descendiente|dirigente|estudiante|gerente|habitante|inmigrante|emigrante|migrante|intérprete|"
    r"joven|líder|manifestante|narcotraficante|oyente|paciente|participante|portavoz|"
    r"representante|residente|solicitante|sobreviviente|superviviente|testigo|traficante|votante|"
    r"visitante|mártir|rehén)$"
)
# Verbs that "se" makes another verb of, or that are never without it; with what must follow.
_PRONOMINAL = {
    "negar": "a", "quejar": "", "atrever": "", "arrepentir": "", "jactar": "", "aferrar": "",
    "apoderar": "", "rebelar": "", "doblegar": "", "esforzar": "", "enterar": "", "suicidar": "",
    "abstener": "", "dignar": "", "desmayar": "", "ausentar": "", "adueñar": "", "apresurar": "",
    "convertir": "en", "enfrentar": "a", "oponer": "a", "referir": "a", "dedicar": "a",
    "comprometer": "a", "acordar": "de", "dar": "cuenta", "preocupar": "", "marchar": "",
    "quedar": "", "despertar": "", "rendir": "", "quitar": "",
    "reunir": "con", "casar": "", "mudar": "", "sentar": "", "levantar": "",
    "encargar": "de", "asomar": "", "empeñar": "en", "resistir": "a", "someter": "a", "sumar": "a",
}  # fmt: skip
# Verbs that say little without what they stand with: "llevar a cabo".
_LIGHT = frozenset(
    "dar deber echar estar haber hacer ir llevar poder poner quedar ser soler tener tomar "
    "volver".split()
)
# Endings of verbs that no noun of the same spelling has: "la friera", "la desaparece".
_NO_NOUN = re.compile(
    r"(?:ier|ar)an?$|ecen?$|aban?$|(?:ie|a)ron$|ían$|ó$|[áéí]\w*[aeí](?:me|te|se|nos|les?|l[ao]s?)$"
)
# Endings that adjectives do not have: "sirven", "crisis".
_NO_ADJECTIVE = re.compile(r"(?<!ist)(?<!ot)a$|ción$|dad$|(?<!jov)en$|[^áé]n?an$|s$")
# A feminine so much rarer than its masculine, on the Zipf scale, is another word's form.
_AS_USUAL = 1.6
_HELPING = frozenset("deber estar haber poder querer ser soler".split())
# Pronouns before a verb; and those that are its subject's, by the endings of the verb.
_CLITIC_WORDS = frozenset("me te se nos os lo la le los las les".split())
_PERSONS = {
    "me": re.compile(r"(?<!ij)(?<!us)(?<!ud)(?<!uv)(?<!in)(?<!iz)(?<!uj)(?<!up)o$|"
                     r"(?:oy|é|í|aba|ía|uve|use|ude|ine|ije)$"),
    "te": re.compile(r"s(?:te)?$"),
    "nos": re.compile(r"mos$"),
    "os": re.compile(r"is$"),
}  # fmt: skip
_JOINED = re.compile(r"(?:[aeií]r|ndo)(me|te|se|nos|os)(l[oae]s?)?$")
_MODALS = frozenset(
    "a de que han ha he has hemos haya hayan había habían habría hubo hubiera hubieran".split()
)
_MODAL_FORMS = re.compile(r"(?:pued|pod|pud|quier|quer|quis|deb|suel|va[ns]?$|voy$|vamos$|iba)")
_UNCHANGED = re.compile(r"(?:^|\b)(?:mejor|peor|mayor|menor)$|(?:ter|per|fer|ser)ior$")


@lru_cache(maxsize=512)
def _words(sentence: str) -> tuple[Word, ...]:
    """Return the words of a sentence."""
    matches = list(_TOKEN.finditer(sentence))
    tokens = [match.group().lower() for match in matches]
    return tuple(
        Word(
            match.group(),
            *match.span(),
            _lemmas(tokens, index),
            is_reflexive=_is_reflexive(tokens, index),
        )
        for index, match in enumerate(matches)
        if match.group()[0].isalnum()
    )


def _lemmas(tokens: Sequence[str], index: int) -> Mapping[WordKind, str]:
    token, before = tokens[index], tokens[index - 1] if index else ""
    lemma, found = _lemma(token), {WordKind.OTHER: token}
    verb = _verb_lemma(token, lemma)
    if verb == "ser" and token.startswith("fu") and tokens[index + 1 : index + 2] == ["a"]:
        verb = "ir"
    if verb and not (before in _DETERMINERS and before not in ("sin", "la", "las", "los")):
        found[WordKind.VERB] = verb
    is_object = before in ("se", "le", "les", "nos", "me", "te")
    if not is_object:
        if not _NO_NOUN.search(token) or (lemma == token and _is_known(token)):
            found[WordKind.NOUN] = _singular(token, lemma)
        found[WordKind.ADJECTIVE] = _masculine(token, lemma)
    return found


@lru_cache(maxsize=20_000)
def _lemma(word: str) -> str:
    return lemmatize(word, "es").lower()


def _verb_lemma(token: str, lemma: str) -> str:
    """Return the infinitive that a word may be a form of, or nothing."""
    bare = _plain(_CLITICS.sub(r"\1", token)) if _CLITICS.search(token) else token
    for form in dict.fromkeys((lemma, bare, _lemma(bare))):
        if _INFINITIVE.match(form):
            return form
    masculine = re.sub(r"(?:o|a|os|as)$", "o", token)
    if masculine in _IRREGULAR_PARTICIPLES:
        return _IRREGULAR_PARTICIPLES[masculine]
    if participle := _PARTICIPLE.match(token):
        stem, vowel = participle.groups()
        endings = ("ar",) if vowel == "ad" else ("er", "ir")
        return next(
            (
                stem + e
                for e in endings
                if _lemma(stem + e[0] + "ron") == stem + e or _is_known(stem + e)
            ),
            "",
        )
    return ""


@lru_cache(maxsize=20_000)
def _is_known(word: str) -> bool:
    return is_known(word, "es")


def _singular(token: str, lemma: str) -> str:
    """Return the singular of a noun."""
    if not token.endswith("s") or lemma == token:
        return token
    if token.endswith("iones"):
        return token.removesuffix("iones") + "ión"
    if token.endswith("ces"):
        return token.removesuffix("ces") + "z"
    if not token.endswith("es"):
        return token.removesuffix("s")
    if not _INFINITIVE.match(lemma) and _plain(lemma)[:3] == _plain(token)[:3]:
        return lemma
    shorter = token.removesuffix("s")
    return shorter if _is_known(shorter) else token.removesuffix("es")


def _masculine(token: str, lemma: str) -> str:
    """Return the masculine singular of an adjective."""
    if participle := _PARTICIPLE.match(token):
        return "".join(participle.groups()) + "o"
    if _INFINITIVE.match(lemma) and lemma != token:
        return re.sub(r"(?:a|os|as)$", "o", token)
    masculine = re.sub(r"dora$", "dor", lemma)
    if masculine.endswith("a") and _is_known(masculine[:-1] + "o"):
        return masculine[:-1] + "o"
    return masculine


def _plain(text: str) -> str:
    return text.translate(str.maketrans("áéíóú", "aeiou"))


def _is_reflexive(tokens: Sequence[str], index: int) -> bool:
    """Whether "se" belongs to a verb: joined to it, or before it and its auxiliaries."""
    if re.search(r"(?:[aeií]r|ndo)se(?:l[oae]s?)?$", tokens[index]):
        return True
    place = index - 1
    while place >= 0 and tokens[place] in _AUXILIARIES and index - place < 4:
        place -= 1
    return place >= 0 and tokens[place] == "se"


def _agreeing_adjective(adjective: str, feminine: bool) -> str:
    if not feminine:
        return adjective
    if adjective.endswith("o"):
        return adjective[:-1] + "a"
    ends = adjective.endswith("or") and not _UNCHANGED.search(adjective)
    return f"{adjective}a" if ends else adjective


def _plain_end(noun: str) -> str:
    return noun[:-2] + _plain(noun[-2:])


def _gender(noun: str, word: Word, sentence: str, gender: str) -> str:
    """Return a noun's gender: a list's, the article's, a dictionary's, or the ending's."""
    if noun in _BOTH:
        return _agreeing(sentence, word)
    for told, listed in _EXCEPTIONS.items():
        if noun in listed:
            return told
    if _COMMON.search(noun):
        return "mf"
    if noun in _STRESSED_A:
        return "f"
    if noun.endswith("nte") and gender == "f":
        gender = ""  # dictionaries take "fertilizante" for a person's feminine
    # An article tells more than a dictionary, but for a person of either sex.
    seen = "" if gender == "mf" else _agreeing(sentence, word)
    if seen == "f" and noun.endswith("o"):
        seen = ""  # the article is another word's; those in -o with "la" are listed
    return seen or gender or _by_ending(noun)


def _agreeing(sentence: str, word: Word) -> str:
    """Return the gender of the determiner before a noun; adjectives may stand between."""
    before = re.findall(r"\w+|[^\w\s]", sentence[: word.start].lower())[-3:]
    for token in reversed(before):
        if token in _MASCULINE:
            return "m"
        if token in _FEMININE:
            return "f"
        if token in _BORDERS or not token.isalpha():
            return ""
    return ""


def _by_ending(noun: str) -> str:
    fitting = [
        (len(ending), told)
        for told, endings in _ENDINGS.items()
        for ending in endings
        if noun.endswith(ending)
    ]
    return max(fitting)[1] if fitting else ""


class Spanish(Grammar):
    """Spanish."""

    def words(self, sentence: str) -> tuple[Word, ...]:
        """Return the words of a sentence."""
        return _words(sentence)

    def noun_citation(
        self, word: Word, sentence: str, gender: str = "", plural: bool = False
    ) -> str | None:
        """Return a noun as a list shows it: "la relación", "el/la solicitante", "el agua (f.)".

        Args:
            word: The noun, as `words` gave it.
            sentence: The sentence it is from, whose articles tell the gender.
            gender: What a dictionary says: "m", "f" or "mf".
            plural: Whether the list shows its plural.

        Returns:
            None where the gender is not known.
        """
        noun = word.lemmas[WordKind.NOUN]
        told = _gender(noun, word, sentence, gender)
        if not told:
            return None
        if plural:
            articles = {"m": "los", "f": "las"}.get(told, "los/las")
            return f"{articles} {word.text.lower()} (plural)"
        if told in ("m", "mf") and (feminine := persons.woman(noun)):
            return f"el {noun}, la {feminine}"
        if told == "f" and (masculine := persons.man(noun)):
            return f"el {masculine}, la {noun}"
        if told == "mf":
            if re.search(r"(?:or|és|ín)$", noun):
                return f"el {noun}, la {_plain_end(noun)}a"
            if noun.endswith("o") and not _COMMON.search(noun):
                return f"el {noun}, la {noun[:-1]}a"
            return f"el/la {noun}"
        if noun in _STRESSED_A:
            return f"el {noun} (f.)"
        return f"{'el' if told == 'm' else 'la'} {noun}"

    def noun_phrase(self, found: Sequence[Word], sentence: str) -> str | None:
        """Return a noun with what follows it: "la política migratoria", "la ley de seguridad"."""
        noun, *others = found
        if WordKind.NOUN not in noun.lemmas or len(others) != 1:
            return None
        shown = self.noun_citation(noun, sentence)
        (other,) = others
        between = " ".join(sentence[noun.end : other.start].split())
        if shown is None or "(" in shown:
            return None
        lemma = noun.lemmas[WordKind.NOUN]
        own = [part for part in shown.split(", ") if part.split()[-1] == lemma]
        shown = own[0] if own else shown  # of "el médico, la médica"
        if between:
            return f"{shown} {between} {other.text.lower()}"
        if WordKind.ADJECTIVE not in other.lemmas or "/" in shown or "," in shown:
            return None
        adjective = other.lemmas[WordKind.ADJECTIVE]
        return f"{shown} {_agreeing_adjective(adjective, shown.startswith('la '))}"

    def verb_citation(self, word: Word, reflexive: bool) -> str:
        """Return a verb as a list shows it: "frenar", "negarse"."""
        return word.lemmas[WordKind.VERB] + ("se" if reflexive else "")

    def plural_phrase(self, phrase: str, first: Word) -> str | None:
        """Return "las fuerzas de seguridad (plural)"; of others, not every form is certain."""
        article, _, *rest = phrase.split()
        if article not in ("el", "la") or rest[:1] != ["de"] or not first.text.endswith("s"):
            return None
        plural = "los" if article == "el" else "las"
        return " ".join([plural, first.text.lower(), *rest, "(plural)"])

    def is_certain(self, word: Word, kind: WordKind, sentence: str) -> bool:
        """Whether a word is of a kind for certain, as far as the words beside it tell."""
        before = re.findall(r"\w+|[^\w\s]", sentence[: word.start].lower())[-2:]
        last = before[-1] if before else ""
        is_participle = _PARTICIPLE.match(word.text.lower()) is not None
        if kind is WordKind.NOUN:
            opens = last in _DETERMINERS | _PREPOSITIONS or last.isdigit()
            opens = opens and kind in word.lemmas
            return opens and not (is_participle and last not in _DETERMINERS)
        if kind is WordKind.ADJECTIVE:
            after_noun = bool(before[1:]) and before[0] in _DETERMINERS
            return last in _DEGREES or last in _COPULAS or after_noun
        return kind in word.lemmas and word.lemmas[kind] not in _LIGHT

    def is_shown_reflexive(self, word: Word, sentence: str) -> bool:
        """Whether "se" stands with a verb, or "me" with a first person: "me quedé"."""
        tokens = [m.group().lower() for m in _TOKEN.finditer(sentence[: word.end])]
        if joined := _JOINED.search(tokens[-1]):
            if joined[1] == "se":
                return not joined[2]
            return any(_PERSONS[joined[1]].search(token) for token in tokens[-4:-1])
        place = len(tokens) - 1
        while place > 0 and (tokens[place - 1] in _MODALS or _MODAL_FORMS.match(tokens[place - 1])):
            place -= 1
        pronouns: list[str] = []
        while place > 0 and tokens[place - 1] in _CLITIC_WORDS:
            pronouns.insert(0, tokens[place - 1])
            place -= 1
        if "se" in pronouns:
            return not {"lo", "la", "los", "las"} & set(pronouns)
        verb = tokens[place + len(pronouns)] if place + len(pronouns) < len(tokens) else tokens[-1]
        return any(p in _PERSONS and _PERSONS[p].search(verb) for p in pronouns)

    def is_infinitive(self, text: str) -> bool:
        """Whether a verb as a list shows it can be an infinitive."""
        return re.search(r"[aeií]r(?:se)?$", text) is not None

    def is_adjective(self, word: Word) -> bool:
        """Whether a word can be an adjective: one in "-o" has a feminine that is as usual."""
        adjective = word.lemmas.get(WordKind.ADJECTIVE, "")
        if adjective.endswith("o"):
            feminine = f"{adjective[:-1]}a"
            return _is_known(adjective) and zipf(feminine, "es") > zipf(adjective, "es") - _AS_USUAL
        return bool(adjective) and not _NO_ADJECTIVE.search(adjective)

    def infinitive(self, word: Word, /) -> str:
        """Return the infinitive of a word that is taken for no verb: "bajo" → "bajar"."""
        stem = re.sub(r"(?:o|as?|es?)$", "", word.text.lower())
        forms = (stem + ending for ending in ("ar", "er", "ir")) if len(stem) > 2 else ()
        known = {form: zipf(form, "es") for form in forms if _is_known(form)}
        best = max(known, key=known.__getitem__, default="")
        return best if known.get(best) else ""

    def participle(self, word: Word, /) -> str:
        """Return a participle as an adjective: "dormido, -a"."""
        is_one = _PARTICIPLE.match(word.text.lower()) and WordKind.ADJECTIVE in word.lemmas
        return self.adjective_citation(word) if is_one else ""

    def verb_phrase(self, infinitive: str, rest: Sequence[str]) -> str:
        """Return an infinitive before the words that belong to it: "respirar hondo"."""
        *words, last = rest
        last = {"al": "a", "del": "de"}.get(last.lower(), last)
        return " ".join([infinitive, *words, last])

    def is_auxiliary(self, word: Word) -> bool:
        """Whether a word is of a verb that makes forms of others."""
        return word.lemmas.get(WordKind.VERB) in _HELPING

    def is_light(self, word: Word) -> bool:
        """Whether a word is of a verb that says little without what it stands with."""
        return word.lemmas.get(WordKind.VERB) in _LIGHT

    def is_pronominal(self, word: Word, sentence: str) -> bool:
        """Whether "se" makes a verb of its own here, as in "se negó a", and no passive."""
        joined = re.search(r"[aeií]r(?:me|te|nos|os)$", word.text.lower())
        if not (word.is_reflexive or joined) or word.lemmas.get(WordKind.VERB) not in _PRONOMINAL:
            return False
        wanted = _PRONOMINAL[word.lemmas[WordKind.VERB]]
        after = re.findall(r"\w+", sentence[word.end :].lower())[:2]
        return (
            not wanted
            or wanted in after
            or (wanted == "a" and "al" in after)
            or (wanted == "de" and "del" in after)
        )

    def adjective_citation(self, word: Word) -> str:
        """Return an adjective as a list shows it, with the ending of its feminine: "mutuo, -a"."""
        adjective = word.lemmas[WordKind.ADJECTIVE]
        changes = adjective.endswith("or") and not _UNCHANGED.search(adjective)
        if adjective.endswith("o") or changes:
            return f"{adjective}, -a"
        return (
            f"{adjective}, -ona"
            if adjective.endswith("ón") and adjective != "marrón"
            else adjective
        )


GRAMMAR = Spanish()

"""Words that turn a statement into its contrary and fit into the same place: data for `alteration`.

Chosen by hand for this project. Both words of a pair take the same gender, number and case, and
the same words around them; where that holds one way only, the pair stands one way only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# "a=b" both ways, "a>b" one way. An underscore is a space. German stems end in "-" and take the
# endings of adjectives.
_PAIRS = {
    "en": """
    more>less less>more always=never often=rarely usually>rarely frequently>rarely before=after
    northern=southern eastern=western north=south east=west upper=lower
    increase=decrease increases=decreases increased=decreased increasing=decreasing
    rises=falls doubled>halved strengthened=weakened strengthen=weaken expanded>reduced
    easier=harder easy>hard difficult>easy possible=impossible legal=illegal
    larger=smaller largest=smallest bigger=smaller biggest=smallest higher=lower highest=lowest
    longer=shorter longest=shortest older=younger oldest=youngest earlier=later faster=slower
    fastest=slowest softer>harsher stronger=weaker strongest=weakest richer=poorer
    richest=poorest cheaper>dearer heavier=lighter heaviest=lightest deeper=shallower
    warmer=colder hotter=colder warmest=coldest brighter=darker wider=narrower
    better=worse best=worst many>few everyone>nobody everybody>nobody everything>nothing
    inside=outside above=below privately=publicly slowly=quickly quietly>loudly
    accepted=rejected accept=reject allowed=forbidden won>lost remembered=forgot
    supported=opposed tightened>relaxed tighten>relax reverse>continue avoid>cause
    facilitate>hinder promote>hinder forbidden>allowed opened>closed opens=closes
    predecessor=successor predecessors=successors distrust>trust mutual_distrust>mutual_trust
    morning=evening majority=minority successful>unsuccessful unprecedented>ordinary
    cold>hot warm>cold empty>full full>empty
    """,
    "es": """
    más=menos antes_de=después_de norte=sur oriental=occidental primer>último primera>última
    primeros>últimos primeras>últimas mayor=menor mayores=menores mejor=peor mejores=peores
    fácil=difícil fáciles=difíciles posible=imposible posibles=imposibles legal=ilegal
    legales=ilegales alta>baja altos>bajos altas>bajas privado>público privada=pública
    privados=públicos privadas=públicas barato=caro barata=cara baratos=caros baratas=caras
    nuevo>viejo nueva>vieja nuevos>viejos nuevas>viejas suave>fuerte suaves>fuertes
    aumentó=disminuyó aumentaron=disminuyeron aumenta=disminuye aumentan=disminuyen
    aumentado=disminuido aumentar=disminuir abrió=cerró abrieron=cerraron abre=cierra
    ganó>perdió ganaron>perdieron aceptó=rechazó aceptaron=rechazaron aceptar=rechazar
    permite=prohíbe permiten=prohíben permitió=prohibió permitieron=prohibieron
    muchos=pocos muchas=pocas desconfianza>confianza conciliador>agresivo
    facilitar=dificultar facilita=dificulta endureció=suavizó endurecieron=suavizaron
    endurecer=suavizar evitar>provocar impedir>provocar frenar>fomentar revertir>continuar
    antecesor=sucesor antecesora=sucesora antecesores=sucesores mayoría=minoría
    lentamente=rápidamente fríos>calientes cálido>frío cálida>fría cálidos>fríos cálidas>frías
    vacío>lleno vacía>llena lleno>vacío llena>vacía
    """,
    "de": """
    größer-=kleiner- größt-=kleinst- höher-=niedriger- höchst-=niedrigst- kürzer-=länger-
    älter-=jünger- ältest-=jüngst- besser-=schlechter- best-=schlechtest- stärker-=schwächer-
    früher-=später- schwierig->einfach- kompliziert->einfach- neu->alt- erst->letzt-
    nördlich-=südlich- östlich-=westlich- milder-=härter- legal-=illegal- möglich-=unmöglich-
    teurer-=billiger- wärmer-=kälter- schneller-=langsamer- heller-=dunkler- breiter-=schmaler-
    versöhnlich->feindlich- öffentlich-=privat- warm->kalt- kalt->warm- leer-=voll-
    mehr>weniger immer>nie oft=selten meist>selten viele=wenige vielen=wenigen Norden=Süden
    Osten=Westen Misstrauen>Vertrauen nachdem=bevor innerhalb=außerhalb öffnet=schließt
    öffnen=schließen gewann>verlor gewannen>verloren erlaubt=verboten erlauben=verbieten
    verschärften=lockerten verschärfte=lockerte verschärfen=lockern verhindern>herbeiführen
    vermeiden>herbeiführen fördern>bremsen erleichtern=erschweren erleichtert=erschwert
    Lockerung=Verschärfung Vorgänger=Nachfolger Vorgängers=Nachfolgers Vorgängern=Nachfolgern
    Mehrheit=Minderheit sanken=stiegen langsam=schnell drinnen=draußen
    """,
}
_ENDINGS = ("", "e", "en", "er", "es", "em")
# Bare forms of these stems are adverbs or particles with other meanings.
_NEVER_BARE = {"neu", "erst", "best", "einfach", "kürzer", "früher", "länger"}

# What must not stand before or after a word, since it means something else there.
_NOT_BEFORE = {
    "en": {
        "before": "the day long",
        "after": "all that look looks looked looking named day soon year week time",
        "more": "any no once some much far what",
        "longer": "no any",
        "many": "how so as too not",
        "best": "at",
        "above": "the",
        "better": "had",
        "morning": "this every good",
        "evening": "this every good",
        "cold": "a",
    },
    "es": {
        "más": "vez nada no nunca es poco además",
        "menos": "al por lo",
        "nuevo": "de",
        "mayor": "al por",
        "mejor": "lo a",
        "privado": "en",
        "norte": "américa del",
        "muchos": "tan",
        "muchas": "tan",
    },
    "de": {
        "mehr": "nicht kein keine keinen nie kaum umso nichts",
        "immer": "noch schon wie wo wer was",
        "oft": "so wie",
        "letzten": "in im",
    },
}
_NOT_AFTER = {
    "en": {
        "before": "long",
        "after": "all",
        "more": "than",
        "less": "than",
        "many": "of a",
        "best": "known friend",
        "north": "of america korea",
        "inside": "out",
        "above": "all",
        "higher": "education",
        "later": "on",
        "full": "of",
        "better": "than off known",
        "upper": "class",
    },
    "es": {
        "más": "de que tarde despacio allá adelante bien reciente recientes allí importante",
        "menos": "de que mal",
        "primer": "nivel ministro lugar mundo plano orden",
        "primera": "ministra dama vista línea instancia",
        "primeros": "auxilios ministros",
        "mayor": "parte de",
        "mayores": "de",
        "mejor": "dicho",
        "muchos": "de",
        "nueva": "york zelanda",
        "antes de": "que ayer",
        "después de": "que todo",
        "alta": "mar",
        "altos": "hornos el",
    },
    "de": {
        "mehr": "als",
        "immer": "mehr noch wieder weniger wenn nur stärker größer schneller schwieriger häufiger",
        "ersten": "linie blick",
        "erste": "hilfe linie",
        "erster": "linie hilfe",
        "viele": "der",
        "innerhalb": "von einer eines",
    },
}


# A word beside one of these may be joined to its contrary: "sooner or later".
_JOINS = frozenset("and or y o u e und oder".split())


@dataclass(frozen=True)
class Opposite:
    """A word and its contrary, in lower case but for German nouns."""

    word: str
    contrary: str


@cache
def opposites(language: str) -> tuple[Opposite, ...]:
    """Return the pairs of a language, what has several words first; none of an unknown one."""
    pairs = _PAIRS.get(language, "").split()
    found = {opposite for pair in pairs for opposite in _directions(pair.replace("_", " "))}
    return tuple(sorted(found, key=lambda one: (-len(one.word), one.word, one.contrary)))


def is_idiom(word: str, before: str, after: str, language: str) -> bool:
    """Whether a word means something else, or nothing of its own, between these two."""
    return (
        not _JOINS.isdisjoint((before.lower(), after.lower()))
        or before.lower() in _NOT_BEFORE.get(language, {}).get(word, "").split()
        or after.lower() in _NOT_AFTER.get(language, {}).get(word, "").split()
    )


def _directions(pair: str) -> Iterator[Opposite]:
    left, sign, right = re.split("([=>])", pair)
    for word, contrary in ((left, right), (right, left))[: 2 if sign == "=" else 1]:
        if not word.endswith("-"):
            yield Opposite(word, contrary)
            continue
        stem, other = word[:-1], contrary[:-1]
        for ending in _ENDINGS:
            if ending or not {stem, other} & _NEVER_BARE:
                yield Opposite(stem + ending, other + ending)

"""What exercises are made with: words that change a fact, and words that tie sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.languages.values import NEVER, NOTHING, Part, Pattern, Phrases, Table, Words, WordSet


@dataclass(frozen=True, eq=False)
class Kin(Table):
    """Words of one kind, gender and number, which take each other's place.

    Attributes:
        words: In order.
        after: What has to stand before one of them, so that another is another fact: "last" before
            a season. Empty where nothing has to.
    """

    words: Words = ()
    after: WordSet = frozenset()


@dataclass(frozen=True, eq=False)
class Changes(Table):
    """How a fact of a sentence is changed.

    Attributes:
        numbers: Numbers in words: 2 to 12, then the tens.
        not_before_numbers: What shows a number in words to be a part of another, or of a list,
            where it stands after it.
        vague: Words after which a number has no upper or lower end, so that another may be as true.
        kin: Groups of words that take each other's place.
        limits_of_time: Words after which a year is one end of a time, of which another year may
            share a part.
        denials: Words that deny.
        denial: The one that denies a verb.
        denial_follows: Whether it stands after the verb.
        denial_not_before: What must not follow it if it is to be left out.
        can_deny: Verbs that it stands beside.
        clitics: Pronouns that stand between it and its verb.
        limits: What makes a sentence say less than that something is so: the contrary may be true
            beside it.
        polar: Words that a denial brings with it, without which they would stand wrong; and those
            for how often or how many: what often is not so may often be so.
        quantifiers: Words for a part of something: that the others are not so is no contrary.
        concessions: What opens a phrase that only concedes something, up to the next comma.
        subordinate: What shows that a clause depends on another, or that the sentence asks or
            lists.
        countries: Codes of ISO 3166 of the countries whose names are one word without an article
            and no plural.
        articles: What shows, before the name of a country, that it has an article nevertheless.
        joins_countries: What shows, beside it, that it is a part of a list or of another name.
    """

    numbers: Words = ()
    not_before_numbers: WordSet = frozenset()
    vague: WordSet = frozenset()
    kin: tuple[Kin, ...] = ()
    limits_of_time: WordSet = frozenset()
    denials: WordSet = frozenset()
    denial: str = ""
    denial_follows: bool = False
    denial_not_before: WordSet = frozenset()
    can_deny: WordSet = frozenset()
    clitics: WordSet = frozenset()
    limits: WordSet = frozenset()
    polar: WordSet = frozenset()
    quantifiers: WordSet = frozenset()
    concessions: Part = NEVER
    subordinate: WordSet = frozenset()
    countries: Words = ()
    articles: WordSet = frozenset()
    joins_countries: WordSet = frozenset()


@dataclass(frozen=True, eq=False)
class Opposites(Table):
    """Words that turn a statement into its contrary and fit into the same place.

    Attributes:
        pairs: "a=b" where each takes the other's place, "a>b" where only b takes that of a. A stem
            ends in "-".
        endings: What stems take, or nothing.
        never_bare: Stems whose bare form has another meaning.
        not_after: What must not stand before a word, by word, since it means something else there.
        not_before: The same for what stands after it.
        not_before_like: The same as a pattern for the whole word that stands after it.
        joins: A word beside one of these may be joined to its contrary: "sooner or later".
        articles_by_vowel: Articles that tell whether the next word begins with a vowel.
    """

    pairs: Words = ()
    endings: Words = ()
    never_bare: WordSet = frozenset()
    not_after: Mapping[str, WordSet] = field(default_factory=dict)
    not_before: Mapping[str, WordSet] = field(default_factory=dict)
    not_before_like: Mapping[str, Pattern] = field(default_factory=dict)
    joins: WordSet = frozenset()
    articles_by_vowel: WordSet = frozenset()


@dataclass(frozen=True, eq=False)
class Cohesion(Table):
    """What ties a sentence to those before it.

    Attributes:
        openers: What leans on an earlier sentence where it opens one.
        ties: What leans on one wherever it stands.
        weak_ties: What shows a sentence to come after another, without keeping it from standing
            alone.
        movable: What may as well be about the same person all through a paragraph, or about the
            time of telling, so that it does not show which sentence comes directly before.
        things: Pronouns that a sentence can have named itself, if it begins with a name.
        joined: A sequel that the sentence itself joins to something.
        persons: Pronouns for somebody: the sentence itself must have named a person before.
        groups: Those of them for several, whom a plural may have named.
        plural_ending: How a plural ends.
        owners: Possessives: the sentence itself must have an owner before.
        speakers: Words for who speaks and who listens, who are known from the text around only.
        drops_subjects: Whether a sentence may leave its subject to be understood.
        subject_openers: Where it may, how a sentence begins that has one, if not with a name.
        definite: What marks something as known, or as one of a kind.
        pointing: Demonstratives and the like for a subject.
        pointing_article: An article at the beginning of a sentence where it is a demonstrative.
        turns: "And", "but" and the like at the beginning of a sentence.
        empty_subject: The beginning of a sentence whose subject stands for nothing.
        function_words: Function words of four letters or more.
        determiners: What begins a sentence whose first words name somebody or something.
        backward: What leans on an earlier sentence by its form.
    """

    openers: Phrases = frozenset()
    ties: Phrases = frozenset()
    weak_ties: Phrases = frozenset()
    movable: Phrases = frozenset()
    things: Phrases = frozenset()
    joined: Pattern = NOTHING
    persons: WordSet = frozenset()
    groups: WordSet = frozenset()
    plural_ending: str = ""
    owners: WordSet = frozenset()
    speakers: Phrases = frozenset()
    drops_subjects: bool = False
    subject_openers: WordSet = frozenset()
    definite: WordSet = frozenset()
    pointing: Pattern = NOTHING
    pointing_article: Pattern = NOTHING
    turns: Words = ()
    empty_subject: Pattern = NOTHING
    function_words: WordSet = frozenset()
    determiners: WordSet = frozenset()
    backward: tuple[Pattern, ...] = ()


@dataclass(frozen=True, eq=False)
class ExercisesTable(Table):
    """What exercises are made with: `exercises.toml`.

    Attributes:
        form_endings: Endings that show plurals and forms of verbs, longer ones first.
    """

    form_endings: Words = ()
    changes: Changes = field(default_factory=Changes)
    opposites: Opposites = field(default_factory=Opposites)
    cohesion: Cohesion = field(default_factory=Cohesion)

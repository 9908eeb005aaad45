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
        can_deny_like: What other such verbs look like.
        not_before_object: What, before a word that looks like a verb or like the article of an
            object, shows it to be none.
        denied_forms: Verbs and articles that have a form of their own to deny.
        before_main: What opens a clause, or says when or where, up to a comma before the main
            clause.
        helpers: What a verb is denied with that is none of those: in the past, after a plural, in
            the third person. And for some verbs by their form.
        both: Verbs that help others and stand alone, with their dictionary form, where the second
            is meant.
        opens_object: What begins the object of a verb that helps others as well.
        bounds: What stands before a number as its end, with the contrary.
        mostly_verbs: Verbs that are nouns as well, but not after a noun in the plural.
        before_plural: What stands before a subject in the plural.
        clitics: Pronouns that stand between it and its verb.
        limits: What makes a sentence say less than that something is so: the contrary may be true
            beside it.
        polar: Words that a denial brings with it, without which they would stand wrong; and those
            for how often or how many: what often is not so may often be so.
        quantifiers: Words for a part of something: that the others are not so is no contrary.
        concessions: What opens a phrase that only concedes something, up to the next comma.
        subordinate: What shows that a clause depends on another, or that the sentence asks or
            lists.
        between: What stands between two numbers that belong together: "from five to eight", "nine
            in ten".
        one: The number one, in words.
        at_time: What stands before the time at which something happened.
        bare_years: Whether a year may stand without a word before it.
        never_denied: Sentences of which the contrary is no contrary, or no sentence.
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
    can_deny_like: Pattern = NOTHING
    not_before_object: WordSet = frozenset()
    denied_forms: Mapping[str, str] = field(default_factory=dict)
    before_main: WordSet = frozenset()
    helpers: Mapping[str, str] = field(default_factory=dict)
    both: Mapping[str, str] = field(default_factory=dict)
    opens_object: WordSet = frozenset()
    bounds: Mapping[str, str] = field(default_factory=dict)
    mostly_verbs: WordSet = frozenset()
    before_plural: WordSet = frozenset()
    clitics: WordSet = frozenset()
    limits: WordSet = frozenset()
    polar: WordSet = frozenset()
    quantifiers: WordSet = frozenset()
    concessions: Part = NEVER
    subordinate: WordSet = frozenset()
    between: WordSet = frozenset()
    one: WordSet = frozenset()
    at_time: WordSet = frozenset()
    bare_years: bool = False
    never_denied: Pattern = NOTHING


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
        listeners: Those of them for who listens: in a text without a speaker, everybody.
        sequence: What shows, among the first words of a sentence, which step it is of several.
        prepositions: What may stand before the first noun of a sentence that is no subject.
        clause_openers: What begins a clause whose "it" the sentence has named before.
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
    listeners: Phrases = frozenset()
    sequence: Phrases = frozenset()
    prepositions: WordSet = frozenset()
    clause_openers: WordSet = frozenset()
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
class Statements(Table):
    """What makes a sentence a statement about the text.

    Attributes:
        sequence: What may stand before a command.
        commands: What opens one, or a sentence that is none.
        no_commands: Words that are verbs as well, but open no command.
        finite: Verbs that show the word before them to be a subject.
        declares: Where a verb can open no statement: what opens one.
        subjects: What a subject begins with after a clause and the verb.
        subject: How a sentence begins whose first word is none of these, but no verb either.
        conditions: What opens a clause before the main one.
        opinions: What only somebody thinks.
        first: The pronoun of who speaks.
        own, owner: What they call their own at the beginning of a sentence, and what stands in its
            place: {name} is the speaker's.
        not_reported: What shows that more than that pronoun would have to be another.
        adverbs: What may stand between it and its verb.
        forms: Verbs beside it that have another form beside a name.
        contracted: What is joined to it with an apostrophe, in full beside a name.
        same: Verbs that have the same form.
        unsure: Verbs of which nobody can tell whether they have.
        joins: What may have another verb after it, which would have to change as well.
        endings: How other verbs change: what they end in, as a pattern with a group for what stays,
            and what comes after that.
    """

    sequence: Pattern = NOTHING
    commands: WordSet = frozenset()
    no_commands: WordSet = frozenset()
    finite: WordSet = frozenset()
    declares: WordSet = frozenset()
    subjects: WordSet = frozenset()
    subject: Pattern = NOTHING
    conditions: Pattern = NOTHING
    opinions: Pattern = NOTHING
    first: str = ""
    own: str = ""
    owner: str = ""
    not_reported: Pattern = NOTHING
    adverbs: Words = ()
    forms: Mapping[str, str] = field(default_factory=dict)
    contracted: Mapping[str, str] = field(default_factory=dict)
    same: WordSet = frozenset()
    unsure: WordSet = frozenset()
    joins: Pattern = NOTHING
    endings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Gaps(Table):
    """What shows which nouns can stand after it.

    Attributes:
        determiners: Articles, numbers and the like, with the groups of nouns that they are for, by
            names that mean something in this language only.
    """

    determiners: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class ExercisesTable(Table):
    """What exercises are made with: `exercises.toml`.

    Attributes:
        form_endings: Endings that show plurals and forms of verbs, longer ones first.
    """

    form_endings: Words = ()
    changes: Changes = field(default_factory=Changes)
    cohesion: Cohesion = field(default_factory=Cohesion)
    gaps: Gaps = field(default_factory=Gaps)
    statements: Statements = field(default_factory=Statements)

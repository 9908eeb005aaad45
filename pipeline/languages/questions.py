"""What questions are made with: how a language gives reasons, times, amounts, names and claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.languages.values import NEVER, NOTHING, Part, Pattern, Table, Words, WordSet


@dataclass(frozen=True, eq=False)
class Connectives(Table):
    """How a sentence joins something with its reason, aim or consequence.

    Attributes:
        because, because_of, in_order_to: What a reason or an aim begins with, with the comma
            before it.
        so: What a consequence begins with.
        opening_because: What opens a sentence whose first half is the reason.
        therefore: What says that the reason stands in the sentence before.
        so_that: A sentence in which something is so much so, the group "start", that something
            follows, "rest".
        why_answer: What opens the answer to "why", in place of a rarer connective.
        main_clause: How a clause goes on after one that opens the sentence: with the main one.
        no_part_of_reason: A word that opens a reason and is no part of it: it has a sentence of
            its own after it.
        limiting: What says, before a connective, that it gives a part of the reason, or none.
        goes_on: What goes on with something else after a reason and a comma.
        ambiguous: What the reason may be a reason of in two ways.
        conditions: What opens a clause that a reason after it may belong to.
    """

    because: Part = NEVER
    because_of: Part = NEVER
    in_order_to: Part = NEVER
    so: Part = NEVER
    opening_because: Part = NEVER
    therefore: Part = NEVER
    so_that: Pattern = NOTHING
    why_answer: str = ""
    main_clause: Pattern = NOTHING
    no_part_of_reason: str = ""
    limiting: Words = ()
    goes_on: Words = ()
    ambiguous: Pattern = NOTHING
    conditions: Words = ()


@dataclass(frozen=True, eq=False)
class Amounts(Table):
    """How numbers are written, and what they count.

    Attributes:
        numbers: Numbers in words that begin a number.
        further: What only goes on with one.
        links: What stands between them.
        scales: Words after figures.
        units: What numbers count most often, by a name that is the same in every language.
        before_units: A word between a number and its unit.
        unit_ending: A unit in a form that a question does not name it in; the first group is what
            is named.
        no_amount: What stands before a number that counts nothing.
        before_capital: Whether a number before a word with a capital belongs to an address.
    """

    numbers: Part = NEVER
    further: Part = NEVER
    links: Part = " "
    scales: Part = NEVER
    units: Mapping[str, Part] = field(default_factory=dict)
    before_units: str = ""
    unit_ending: Pattern = NOTHING
    no_amount: Words = ()
    before_capital: bool = False


@dataclass(frozen=True, eq=False)
class Clauses(Table):
    """How a sentence begins with a clause, and how it reports what somebody says.

    Attributes:
        when, condition, concession: A sentence that says in a clause of its own, the group
            "clause", when, if or although what something is so; "main" is the rest.
        reported: A sentence that says what somebody says, thinks or wants: "who" and "verb".
        asked: The question for what is reported, by the verb; {who} is who says it.
        but: What a contrast begins with, with the comma before it.
    """

    when: Pattern = NOTHING
    condition: Pattern = NOTHING
    concession: Pattern = NOTHING
    reported: Pattern = NOTHING
    asked: Mapping[str, str] = field(default_factory=dict)
    but: Part = NEVER


@dataclass(frozen=True, eq=False)
class QuestionsTable(Table):
    """What is looked for in an article and in its translations: `questions.toml`.

    Attributes:
        adding: How a sentence begins that adds to the one before it, and answers nothing alone.
        goes_on: What joins a sentence with one that could stand alone.
        opening_time: A time that is no date, at the beginning of a sentence.
        conjunctions: Words that open a sentence and can be left out.
        seasons: The names of the seasons, by a name that is the same in every language.
        season: The name of a season before a year, as a pattern in which {season} stands for it.
        articles: Articles and what is joined with them: before a name, they show another form.
        and_before: What a list has its other "and" before.
        other_and: That "and".
    """

    adding: Pattern = NOTHING
    goes_on: Pattern = NOTHING
    opening_time: Pattern = NOTHING
    conjunctions: Words = ()
    seasons: Mapping[str, Words] = field(default_factory=dict)
    season: Part = NEVER
    articles: Words = ()
    and_before: Pattern = NOTHING
    other_and: str = ""
    connectives: Connectives = field(default_factory=Connectives)
    amounts: Amounts = field(default_factory=Amounts)
    clauses: Clauses = field(default_factory=Clauses)

    def without_conjunction(self, text: str) -> str:
        """Return a sentence without the "but" or "and" that opens it."""
        first, _, rest = text.partition(" ")
        return rest[:1].upper() + rest[1:] if first in self.conjunctions else text


@dataclass(frozen=True, eq=False)
class Times(Table):
    """How an article says when something happened.

    Attributes:
        period, day, since: The words before a month or year, before a day, and before the beginning
            of a time.
        article: Before a season.
        goes_on: What follows a year where it is one: the clause goes on after it.
        was: A verb that tells how something was.
        past: A verb that tells what happened.
        not_past: What tells of something else than what happened.
        below: Words that begin a clause below the main one.
        below_again: Those of them that put a clause into the main one.
    """

    period: str = ""
    day: str = ""
    since: str = ""
    article: str = ""
    goes_on: Part = NEVER
    was: Pattern = NOTHING
    past: Pattern = NOTHING
    not_past: Pattern = NOTHING
    below: Words = ()
    below_again: Words = ()


@dataclass(frozen=True, eq=False)
class People(Table):
    """What shows a name to be a person's.

    In the patterns, {name} stands for the name, {title}, {profession}, {said} and {pronoun} for
    those below.

    Attributes:
        titles: Words before a name that only people have.
        profession: What people are by profession.
        said: Verbs of speech.
        pronoun: Pronouns for a person.
        no_names: What begins with a capital and is no name of a person.
        no_surnames: The last words of names of places and firms.
        article: A name after an article, which is none of a person.
        signs: What shows it.
        signs_of_long: What shows it of a name that has several words.
        subject: A sentence that begins with a person; the group "own" goes on with a pronoun.
        follows: How the sentence after one about a person goes on.
        at_a_place: A name that is not who the next sentence is about.
        introduced: Who somebody is, said with the name.
        introduced_long: The same of a name that has several words.
        courtesy: A name that is only addressed politely.
    """

    titles: Part = NEVER
    profession: Part = NEVER
    said: Part = NEVER
    pronoun: Part = NEVER
    no_names: WordSet = frozenset()
    no_surnames: WordSet = frozenset()
    article: Part = NEVER
    signs: tuple[Part, ...] = ()
    signs_of_long: tuple[Part, ...] = ()
    subject: Part = NEVER
    follows: Pattern = NOTHING
    at_a_place: Pattern = NOTHING
    introduced: tuple[Part, ...] = ()
    introduced_long: tuple[Part, ...] = ()
    courtesy: Part = NEVER


@dataclass(frozen=True, eq=False)
class Claims(Table):
    """Sentences that can be argued about.

    Attributes:
        judgement: Words that judge.
        future: Verbs that predict.
        present: Verbs of the present or of what should be, without which a sentence reports what
            happened.
        reported: Words that report.
        arguing: Words of people who argue.
        personal: Words for who speaks and who listens.
        unclear: What is not understood without the sentences before.
    """

    judgement: Pattern = NOTHING
    future: Pattern = NOTHING
    present: Pattern = NOTHING
    reported: Pattern = NOTHING
    arguing: Pattern = NOTHING
    personal: Pattern = NOTHING
    unclear: Pattern = NOTHING


@dataclass(frozen=True, eq=False)
class Facts(Table):
    """What an article is looked through for: `facts.toml`.

    Attributes:
        leaning: How a sentence begins that is not understood alone.
        pointing: What a sentence has that only the one before it explains.
        stands_for: What stands for a thing that only another sentence names, in a part that is
            quoted.
        denies: What denies a main clause, so that nothing happens there.
        vague: What a clause has that says too little to be put in a question.
        objections: How a sentence begins that says what others hold against something.
        replies: How one begins that answers an objection.
        demands: Verbs of what should be, by which an author says what a text is for.
        argues: What is printed above the title of a text that argues.
        steps: How a sentence begins that goes on with the next thing to do, or that happens.
        commands: How a main clause begins that tells the reader what to do.
        first_person: Words for who speaks.
        said: Verbs of speech, in all their forms.
        said_by_pronoun: Those, as {said}, with a speaker whom only the sentences before name.
        genre: What is printed above the title of a story.
        told: Speech as stories have it.
        person: Pronouns for the people of a story.
        report: What no story has.
        reasons: What joins something with its reason.
        society: What texts about how people live together are full of.
        understood_alone: Something said that points to nothing said before.
    """

    leaning: Pattern = NOTHING
    pointing: Pattern = NOTHING
    stands_for: Pattern = NOTHING
    denies: Pattern = NOTHING
    vague: Pattern = NOTHING
    objections: Pattern = NOTHING
    replies: Pattern = NOTHING
    demands: Pattern = NOTHING
    argues: Pattern = NOTHING
    steps: Pattern = NOTHING
    first_person: Pattern = NOTHING
    commands: Pattern = NOTHING
    said: Pattern = NOTHING
    said_by_pronoun: Part = NEVER
    genre: Pattern = NOTHING
    told: Pattern = NOTHING
    person: Pattern = NOTHING
    report: Pattern = NOTHING
    reasons: Pattern = NOTHING
    society: Pattern = NOTHING
    understood_alone: Pattern = NOTHING
    times: Times = field(default_factory=Times)
    people: People = field(default_factory=People)
    claims: Claims = field(default_factory=Claims)

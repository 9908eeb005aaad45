"""How a language is written: what ends its sentences, its marks, its numbers and its dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.languages.values import NOTHING, Part, Pattern, Table, Words, WordSet

# What a language has whose marks are not known.
_MARKS = "“”‘’"


@dataclass(frozen=True, eq=False)
class Writing(Table):
    """How a language is written: `writing.toml`.

    Attributes:
        abbreviations: Those after which a sentence seldom ends, in small letters, without their
            last point.
        number_abbreviations: Those that are words as well: where a number follows, they are
            abbreviations.
        no_abbreviations: Words that sentencex takes for abbreviations.
        ordinals_count: What a figure with a point counts, apart from the months that sentencex
            knows: the beginnings of words, in small letters.
        clause_openers: Words that begin a clause after a comma.
        conjunctions: Words before which a clause can be cut without a comma.
        quotation_marks: The pairs that printed texts have, the one first that most have, each with
            the pair inside it: "„“‚‘".
        keeps_stop_in_quotation: Whether a full stop stands before the mark that closes a
            quotation, and none after it.
        opens_with_inverted_marks: Whether questions and exclamations begin with ¿ and ¡.
        capitalises_nouns: Whether nouns are written with a capital.
        no_nouns: Where nouns have capitals, the words of the closed classes, which have none.
        small_in_titles: Words that stay small where a title has capitals.
        capital_word: The pronoun that always has a capital.
        telltales: Words that few sentences do without, and that hardly another language has.
        letters_as_words: Single letters that are words.
        byline: How a text names its author; the name is the first group.
        date_line: A date in a line of its own.
        notes_heading: The heading of a text's notes.
        caption: How the caption of a picture or table begins.
        yes, no: What people write where a yes or no is asked for, in small letters.
        truth_values: What spreadsheets write for true and false, in small letters.
        decimal_marks: What stands before decimals; where countries differ, the usual mark first.
        scales: Words after a figure, by the zeros that they stand for; longer ones first.
        percent: Words for % that have the name of a number in them.
        month_may_come_first: Whether "5/12/2019" can be the twelfth of May.
        addresses: The ways to address a class, the usual one first.
        capitalises_months: Whether the names of months are written with a capital.
        day_dates: Dates with a day, as patterns in which {day}, {month} and {year} stand for
            these; "first" is the name of a group for the first of a month.
        month_dates: The same for a month with or without its year.
        other_months: Names of months that the Unicode CLDR does not list, by their number.
        months_and_words: Names of months that are words as well.
        before_months: What such a name stands after, where it is a month.
        special_letters: Letters and marks that are on few keyboards elsewhere.
        mail_fields: What the lines at the head of an e-mail are called, in small letters: what
            each gives, "author", "date", "title" or nothing.
    """

    abbreviations: WordSet = frozenset()
    number_abbreviations: WordSet = frozenset()
    no_abbreviations: Words = ()
    ordinals_count: Words = ()
    clause_openers: Words = ()
    conjunctions: Words = ()
    quotation_marks: Words = ()
    keeps_stop_in_quotation: bool = False
    opens_with_inverted_marks: bool = False
    capitalises_nouns: bool = False
    no_nouns: WordSet = frozenset()
    small_in_titles: WordSet = frozenset()
    capital_word: str = ""
    telltales: WordSet = frozenset()
    letters_as_words: WordSet = frozenset()
    byline: Pattern = NOTHING
    date_line: Pattern = NOTHING
    notes_heading: Pattern = NOTHING
    caption: Pattern = NOTHING
    yes: WordSet = frozenset()
    no: WordSet = frozenset()
    truth_values: WordSet = frozenset()
    decimal_marks: Words = (",",)
    scales: Mapping[str, int] = field(default_factory=dict)
    percent: Words = ()
    month_may_come_first: bool = False
    addresses: Words = ()
    capitalises_months: bool = False
    day_dates: tuple[Part, ...] = ()
    month_dates: Part = ""
    other_months: Mapping[str, int] = field(default_factory=dict)
    months_and_words: WordSet = frozenset()
    before_months: Words = ()
    special_letters: str = ""
    mail_fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def decimal_mark(self) -> str:
        """What usually stands before decimals."""
        return self.decimal_marks[0]

    @property
    def usual_marks(self) -> str:
        """The pair of quotation marks that most texts have."""
        return (self.quotation_marks or (_MARKS,))[0][:2]

    @cached_property
    def outer_marks(self) -> tuple[str, ...]:
        """The pairs of marks around a quotation; none where they are not known."""
        return tuple(marks[:2] for marks in self.quotation_marks)

    @cached_property
    def all_marks(self) -> frozenset[str]:
        """Those, and the pairs that stand inside them or around single words."""
        return frozenset(self.outer_marks).union(marks[2:] for marks in self.quotation_marks)

    def inner_marks(self, marks: str) -> str:
        """Return the pair that stands inside a quotation with these marks."""
        return next((m[2:] for m in self.quotation_marks if m[:2] == marks), _MARKS[2:])

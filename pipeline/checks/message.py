"""What a check says: a sentence with values, in English, which the desk says in other languages."""

from collections.abc import Mapping, Sequence


class Message(str):
    """A sentence in English, without its full stop, that knows what it was made of.

    Attributes:
        template: The sentence with the names of its values in braces.
        values: The values by name, several where they are a list; those that are messages are
            sentences or parts of one as well.
    """

    template: str
    values: Mapping[str, str | tuple[str, ...]]


def say(template: str, **values: str | tuple[str, ...]) -> Message:
    """Return a message: a sentence with a value, or a list of them, at each name in braces."""
    message = Message(template.format(**{name: _listed(one) for name, one in values.items()}))
    message.template = template
    message.values = values
    return message


def difference(title: str, lost: Sequence[str], added: Sequence[str]) -> Message:
    """Return a message on what either side has alone; one of them has something."""
    what, there, here = say(title), tuple(lost), tuple(added)
    if lost and added:
        return say("{what}; only in the source: {lost}; only here: {added}",
                   what=what, lost=there, added=here)  # fmt: skip
    if lost:
        return say("{what}; only in the source: {lost}", what=what, lost=there)
    return say("{what}; only here: {added}", what=what, added=here)


def spoken(message: str, templates: Mapping[str, str]) -> str:
    """Return a message in another language.

    Args:
        message: A message; any other text is its own translation.
        templates: The sentences of that language by those in English.
    """
    if not isinstance(message, Message):
        return message
    template = templates.get(message.template, message.template)
    values = {
        name: _listed(tuple(spoken(part, templates) for part in _parts(value)))
        for name, value in message.values.items()
    }
    return template.format(**values)


def _parts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _listed(value: str | tuple[str, ...]) -> str:
    return ", ".join(_parts(value))

"""What is known of each language, a folder for each."""

# The language that articles are written in, and those that a new project translates into.
SOURCE = "en"
TARGETS = ("es", "de")

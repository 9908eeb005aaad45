"""Documents of all kinds → the Markdown of an article."""

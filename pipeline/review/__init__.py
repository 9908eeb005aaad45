"""Translations out to a colleague's program, and back."""

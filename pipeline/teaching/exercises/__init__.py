"""Exercises made from the aligned text: their kinds, and how each is made."""

"""The translator's file: the translations of a lesson into one language."""

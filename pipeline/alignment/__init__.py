"""Which sentences and words of two languages translate which."""

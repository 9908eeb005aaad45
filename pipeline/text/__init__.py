"""What is known of a text in a language: its sentences, numbers, dates, quotations, markup."""

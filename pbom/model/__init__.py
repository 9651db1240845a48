"""The nouns: frozen values that do no I/O, read no clock and know no JSON."""

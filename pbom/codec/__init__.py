"""The only wall between bytes and nouns: everything from outside is parsed here, once, strictly.

Every reader is total: it returns a value or raises ``FormatError`` that says where it hurts.
"""

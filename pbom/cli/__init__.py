"""The command line: one file a command; each parses, calls one function, prints and exits."""

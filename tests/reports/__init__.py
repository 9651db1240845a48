"""The family of reports."""

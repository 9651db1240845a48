"""Kinds of gaps in what is known beside commits."""

NOTES_ABSENT = "notes-absent"
NOTES_NOT_FETCHED = "notes-not-fetched"
NOTES_UNREADABLE = "notes-unreadable"
NOTES_ELSEWHERE = "notes-kept-elsewhere"
NOTES_NOT_LOOKED_AT = "notes-not-looked-at"
RECORDS_ORPHANED = "records-orphaned"
RECORDS_UNREADABLE = "records-unreadable"
RECORDS_OF_ANOTHER_SCHEMA = "records-of-another-schema"
RECORDS_OVER_LIMIT = "records-over-limit"
RECORDS_WITHOUT_COMMIT = "records-without-commit"
CHECKPOINTS_NOT_FETCHED = "checkpoints-not-fetched"
CHECKPOINTS_UNRESOLVED = "checkpoints-unresolved"
SIDECARS_NOT_UNDERSTOOD = "sidecars-not-understood"
LINES_NOT_CHECKED = "lines-not-checked"
LINES_NOT_COUNTED = "lines-not-counted"

SIDECAR_GAPS = (
    NOTES_ABSENT,
    NOTES_NOT_FETCHED,
    NOTES_UNREADABLE,
    NOTES_ELSEWHERE,
    NOTES_NOT_LOOKED_AT,
    RECORDS_ORPHANED,
    RECORDS_UNREADABLE,
    RECORDS_OF_ANOTHER_SCHEMA,
    RECORDS_OVER_LIMIT,
    RECORDS_WITHOUT_COMMIT,
    CHECKPOINTS_NOT_FETCHED,
    CHECKPOINTS_UNRESOLVED,
    SIDECARS_NOT_UNDERSTOOD,
    LINES_NOT_CHECKED,
    LINES_NOT_COUNTED,
)
"""All of them."""

"""Statements of other tools, bare, in an envelope or in a bundle: looked into, never believed.

Nobody checks a signature here. What is inside of an envelope is told so that people see what they
imported.
"""

from collections.abc import Iterator
from itertools import chain

from pbom.codec.base64_strict import read_base64
from pbom.codec.dsse import IN_TOTO
from pbom.codec.entries import bad_entry
from pbom.codec.fields import Fields
from pbom.codec.import_entries import Found, Head, entries, table_of, text_of, told, unless_empty
from pbom.codec.strict_json import read_json_with_twins
from pbom.errors import FormatError
from pbom.model.dependency import Problem
from pbom.model.imported import FAILED, TESTS, Imported

TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
MAX_BYTES = 64 * 1024 * 1024
_BAD = frozenset({"FAILED", "WARNED", "PASSED"})


def statement(root: Fields) -> Imported:
    """An in-toto statement that nobody signed."""
    predicate = text_of(root, "predicateType")
    head = Head("in-toto-statement", version=text_of(root, "_type"), predicate=predicate)
    return told(head, _statement(root))


def dsse(root: Fields) -> Imported:
    """A DSSE envelope."""
    inside, found = _inside(root)
    head = Head("dsse", version=text_of(root, "payloadType"), predicate=inside)
    return told(head, chain(_signatures(root), found))


def bundle(root: Fields) -> Imported:
    """A Sigstore bundle."""
    version = text_of(root, "mediaType")
    if "dsseEnvelope" not in root:
        return told(Head("sigstore-bundle", version=version), ["bundles"])
    envelope = table_of(root, "dsseEnvelope")
    inside, found = _inside(envelope)
    head = Head("sigstore-bundle", version=version, predicate=inside)
    return told(head, chain(["bundles"], _signatures(envelope), found))


def _signatures(envelope: Fields) -> Iterator[Found]:
    return unless_empty(entries(envelope, "signatures", "signatures", "sig"), "signatures")


def _inside(envelope: Fields) -> tuple[str, list[Found]]:
    """Predicate type and content of a statement in an envelope."""
    if text_of(envelope, "payloadType") != IN_TOTO:
        return "", []
    try:
        payload = read_base64(envelope.text("payload"), envelope.path("payload"))
        value, _ = read_json_with_twins(payload, max_bytes=MAX_BYTES)
        root = Fields(value, envelope.path("payload"))
        return text_of(root, "predicateType"), list(_statement(root))
    except FormatError as error:
        return "", [bad_entry(error)]


def _statement(root: Fields) -> Iterator[Found]:
    yield from unless_empty(entries(root, "subject", "subjects"), "subjects")
    if not text_of(root, "predicateType"):
        yield Problem(kind="bad-entry", place=root.place, reason="has no predicateType")
    elif text_of(root, "predicateType") == TEST_RESULT:
        yield from _test_result(table_of(root, "predicate"))


def _test_result(predicate: Fields) -> Iterator[Found]:
    """Tests by name, and the result, which fails even where no test is named."""
    result = text_of(predicate, "result")
    if result not in _BAD:
        yield Problem(kind="bad-entry", place=predicate.path("result"), reason="no known result")
    named = 0
    for key, failed in (("passedTests", False), ("warnedTests", False), ("failedTests", True)):
        try:
            texts = predicate.texts(key)
        except FormatError as error:
            yield bad_entry(error)
            continue
        for _ in texts:
            named += failed
            yield TESTS
            if failed:
                yield FAILED
    if result == "FAILED" and not named:
        yield FAILED

"""Commit objects in their two parts; ``tests/collectors`` compares with git itself."""

from hypothesis import given
from hypothesis import strategies as st

from pbom.codec.commit_object import cut_signature

OLD, NEW = "0" * 40, "0" * 64
HEAD = b"tree 1\nauthor A <a@b> 1 +0000\n"


def test_an_unsigned_object_is_its_own_payload() -> None:
    raw = HEAD + b"\nmessage\n gpgsig x\ngpgsig y\n"
    assert cut_signature(raw, OLD) == (raw, b"", 0)


def test_the_lines_of_a_signature_are_cut_and_joined() -> None:
    raw = HEAD + b"gpgsig one\n two\n \n three\nencoding x\n\nmessage"
    found = cut_signature(raw, OLD)
    assert found == (HEAD + b"encoding x\n\nmessage", b"one\ntwo\n\nthree\n", 1)


def test_each_format_has_its_own_header_and_drops_the_other_s() -> None:
    raw = HEAD + b"gpgsig one\n 1\ngpgsig-sha256 two\n 2\ngpgsig-future three\n 3\n\nmessage"
    assert cut_signature(raw, OLD) == (HEAD + b"\nmessage", b"one\n1\n", 1)
    assert cut_signature(raw, NEW) == (HEAD + b"\nmessage", b"two\n2\n", 1)


def test_a_tag_that_was_merged_keeps_its_own_signature() -> None:
    tag = b"mergetag object 1\n type commit\n gpgsig x\n -----BEGIN PGP SIGNATURE-----\n"
    assert cut_signature(HEAD + tag + b"\nm", OLD) == (HEAD + tag + b"\nm", b"", 0)


def test_several_signatures_are_counted() -> None:
    assert cut_signature(b"gpgsig a\ngpgsig b\n\n", OLD) == (b"\n", b"a\nb\n", 2)


def test_the_form_is_known_by_its_first_line() -> None:
    marks = {"SSH SIGNATURE": "ssh", "PGP SIGNATURE": "openpgp", "SIGNED MESSAGE": "x509"}
    for mark, form in marks.items():
        raw = b"gpgsig -----BEGIN %b-----\n\n" % mark.encode()
        assert cut_signature(raw, OLD).form == form
    assert cut_signature(b"gpgsig \n -----BEGIN SSH SIGNATURE-----\n\n", OLD).form == ""


@given(st.lists(st.sampled_from([b"gpgsig", b"gpgsig ", b" ", b"\n", b"x", b"-sha256 "])))
def test_nothing_is_invented(parts: list[bytes]) -> None:
    raw = b"".join(parts)
    payload, signature, headers = cut_signature(raw, OLD)
    assert len(payload) + len(signature) <= len(raw)
    assert headers or not signature

"""Commit objects: every byte string is a commit, and nothing of it is lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pbom.codec.git_commit import read_commit
from pbom.model.commit import Person

ID = "1" * 40
TREE = "a" * 40
PARENT, OTHER = "b" * 40, "c" * 40
EPOCH = datetime.fromtimestamp(0, UTC)


def stored(
    message: bytes = b"subject\n\nbody\n",
    *,
    parents: tuple[str, ...] = (PARENT,),
    author: bytes = b"Ada <ada@example.com> 1700000000 +0100",
    more: bytes = b"",
) -> bytes:
    """The bytes of a commit as git writes them."""
    listed = b"".join(b"parent %b\n" % parent.encode() for parent in parents)
    committer = b"committer Bob <bob@example.com> 1700000001 -0830\n"
    return (
        b"tree %b\n" % TREE.encode()
        + listed
        + b"author %b\n" % author
        + committer
        + more
        + b"\n"
        + message
    )


def test_an_ordinary_commit() -> None:
    header = read_commit(ID, stored()).header
    assert (header.id, header.tree, header.parents) == (ID, TREE, (PARENT,))
    assert header.author == Person("Ada", "ada@example.com")
    assert header.committer == Person("Bob", "bob@example.com")
    assert header.authored == datetime.fromtimestamp(1_700_000_000, UTC)
    assert header.committed == datetime.fromtimestamp(1_700_000_001, UTC)
    assert (header.subject, header.signature) == ("subject", "")
    assert read_commit(ID, stored()).body == ("", "body", "")


def test_a_root_and_an_octopus() -> None:
    assert read_commit(ID, stored(parents=())).header.parents == ()
    three = (PARENT, OTHER, "d" * 40)
    assert read_commit(ID, stored(parents=three)).header.parents == three


def test_ids_of_sha_256() -> None:
    long = stored(parents=("e" * 64,)).replace(TREE.encode(), b"f" * 64)
    header = read_commit("1" * 64, long).header
    assert (header.tree, header.parents) == ("f" * 64, ("e" * 64,))


@pytest.mark.parametrize(
    ("armour", "form"),
    [
        ("PGP SIGNATURE", "openpgp"),
        ("PGP MESSAGE", "openpgp"),
        ("SSH SIGNATURE", "ssh"),
        ("SIGNED MESSAGE", "x509"),
        ("OWL FEATHER", ""),
    ],
)
@pytest.mark.parametrize("key", ["gpgsig", "gpgsig-sha256"])
def test_the_form_of_a_signature(key: str, armour: str, form: str) -> None:
    more = f"{key} -----BEGIN {armour}-----\n \n aGVsbG8=\n -----END {armour}-----\n".encode()
    commit = read_commit(ID, stored(more=more))
    assert commit.header.signature == form
    assert commit.message == "subject\n\nbody\n"


def test_a_signature_in_the_message_or_in_a_merged_tag_is_none() -> None:
    armour = b"gpgsig -----BEGIN PGP SIGNATURE-----\n"
    assert read_commit(ID, stored(b"x\n\n" + armour)).header.signature == ""
    tag = b"mergetag object 1\n type commit\n " + armour
    assert read_commit(ID, stored(more=tag)).header.signature == ""


@pytest.mark.parametrize("name", ["ISO-8859-1", "latin1", "iso8859-1", "windows-1252"])
def test_an_encoding(name: str) -> None:
    more = f"encoding {name}\n".encode()
    author = "Jos\u00e9 <jose@example.com> 1700000000 +0000".encode("latin-1")
    commit = read_commit(ID, stored("caf\u00e9\n".encode("latin-1"), author=author, more=more))
    assert commit.header.subject == "caf\u00e9"
    assert commit.header.author.name == "Jos\u00e9"


@pytest.mark.parametrize(
    "name", ["utf-16", "utf-7", "unicode_escape", "rot13", "zlib", "os", "x" * 99]
)
def test_an_encoding_that_would_let_a_message_be_read_in_two_ways(name: str) -> None:
    text = "Co-authored-by: Claude <noreply@anthropic.com>"
    commit = read_commit(ID, stored(text.encode(), more=f"encoding {name}\n".encode()))
    assert commit.header.subject == text


def test_bytes_that_are_no_text_are_escaped() -> None:
    commit = read_commit(ID, stored(b"caf\xe9 \xff\n\nbody \xfe\n", author=b"J\xff <j@x> 1 +0000"))
    assert commit.header.subject == "caf\\xe9 \\xff"
    assert commit.header.author == Person("J\\xff", "j@x")


def test_blank_lines_before_the_subject_are_none() -> None:
    assert read_commit(ID, stored(b"\n\nsubject\n\nbody\n")).header.subject == "subject"


def test_a_message_is_not_looked_for_in_headers() -> None:
    commit = read_commit(ID, stored(b"", more=b"note Co-authored-by: Claude\n"))
    assert (commit.header.subject, commit.body) == ("", ())


@pytest.mark.parametrize(
    ("author", "person", "seconds"),
    [
        (b"Ada", Person("Ada", ""), 0),
        (b"<ada@x>", Person("", "ada@x"), 0),
        (b"Ada <ada@x", Person("Ada", "ada@x"), 0),
        (b"Ada <ada@x> soon", Person("Ada", "ada@x"), 0),
        (b"Ada <ada@x> <eve@x> 5 +0000", Person("Ada", "ada@x"), 5),
        (b"Ada <a <b@x> 5 +0000", Person("Ada", "a <b@x"), 5),
        (b"A>da <a@x> 5 +0000", Person("A>da", "a@x"), 5),
        (b"Ada <ada@x> -5 +0000", Person("Ada", "ada@x"), -5),
        (b"Ada <ada@x> 99999999999999 +0000", Person("Ada", "ada@x"), 0),
        (b"Ada <ada@x> 5", Person("Ada", "ada@x"), 5),
        (b"", Person("", ""), 0),
    ],
)
def test_a_malformed_person(author: bytes, person: Person, seconds: int) -> None:
    """The name ends at the first bracket, as git shows it, so that nobody hides behind another."""
    header = read_commit(ID, stored(author=author)).header
    assert (header.author, header.authored) == (person, datetime.fromtimestamp(seconds, UTC))
    assert header.subject == "subject"
    assert header.parents == (PARENT,)


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"\n\n", b"tree", b"tree x\n\nsubject", b"author Ada <a@x>\n\nsubject", b"\0" * 9],
)
def test_what_is_missing_stays_empty(data: bytes) -> None:
    header = read_commit(ID, data).header
    assert header.committer == Person("", "")
    assert header.committed == EPOCH


def test_the_first_of_two_authors_counts() -> None:
    data = stored().replace(b"committer ", b"author Eve <eve@x> 1 +0000\ncommitter ", 1)
    assert read_commit(ID, data).header.author.name == "Ada"


@given(data=st.binary(max_size=200))
@example(data=stored())
def test_every_byte_string_is_a_commit(data: bytes) -> None:
    commit = read_commit(ID, data)
    assert commit.header.id == ID
    assert "\n".join((commit.header.subject, *commit.body)) == commit.message


@given(at=st.integers(0, len(stored()) - 1), byte=st.integers(0, 255))
def test_every_broken_byte_leaves_a_commit(at: int, byte: int) -> None:
    data = stored()
    broken = data[:at] + bytes((byte,)) + data[at + 1 :]
    assert read_commit(ID, broken).header.id == ID


@given(cut=st.integers(0, len(stored())))
def test_every_cut_leaves_a_commit(cut: int) -> None:
    assert read_commit(ID, stored()[:cut]).header.id == ID

"""Commit objects of git, as bytes, to nouns. They are untrusted, and none is refused.

What git itself shows of a malformed object is what is read here: a name ends at the first ``<``,
an address at the ``>`` behind it, and the message begins behind the first empty line.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache

from pbom.model.commit import Commit, CommitHeader, OddCommit, Person, SignatureForm

_USUAL = re.compile(
    rb"tree (?P<tree>[0-9a-f]{40,64})\n(?P<parents>(?:parent [0-9a-f]{40,64}\n)*)"
    rb"author (?P<author>[^\n>]*>) (?P<authored>\d{1,11}) [+-]\d{4}\n"
    rb"committer (?P<committer>[^\n>]*>) (?P<committed>\d{1,11}) [+-]\d{4}\n"
)
_PARENTS = re.compile(rb"(?:tree [^\n]*\n)?((?:parent [0-9a-f]{40,64}(?:\n|$))*)")
"""Parents stand right behind the tree; elsewhere git does not take them for any."""
_PERSON = re.compile(rb"(?P<name>[^<]*)(?:<(?P<mail>[^>]*)>?)?")
_MOMENT = re.compile(rb"> *(?P<seconds>-?\d{1,14})\b[^>]*$")
_ENCODING = re.compile(rb"^encoding ([\w.:-]{1,40})$", re.MULTILINE)
_SIGNATURE = re.compile(
    rb"^gpgsig(?:-sha256)? -----BEGIN (PGP|SSH|SIGNED) (?:SIGNATURE|MESSAGE)", re.MULTILINE
)
_UNSIGNED: SignatureForm = ""
_FORMS: dict[bytes, SignatureForm] = {b"PGP": "openpgp", b"SSH": "ssh", b"SIGNED": "x509"}
_CODECS = re.compile(
    r"(?:us-)?ascii|iso-?8859-\d{1,2}|iso-?2022-(?:jp|kr)|latin-?\d|windows-\d{3,4}|cp\d{3,4}"
    r"|koi8-?[rut]|euc-?(?:jp|kr|cn)|shift[_-]?jis|sjis|gb2312|gbk|gb18030|big5|mac-?roman|tis-620",
    re.IGNORECASE,
)
"""Encodings in which ASCII stays what it is: in another, a message could be read in two ways."""
_ASCII = b"\n\r\t" + bytes(range(0x20, 0x7F))
_ENCODINGS = 64
UTF8 = "utf-8"
_PEOPLE = 16384
"""So many people are remembered."""
_EARLIEST = int(datetime.min.replace(tzinfo=UTC).timestamp())
_LATEST = int(datetime.max.replace(tzinfo=UTC).timestamp())
"""Beyond these no date has a name; eleven digits, which is what git writes, stay within them."""


def read_commit(id_: str, data: bytes) -> Commit:
    """The commit that an object's bytes describe; what is missing stays empty."""
    usual = _USUAL.match(data)
    if usual is None:
        return _malformed(id_, data)
    tree, parents, author, authored, committer, committed = usual.groups()
    end, codec, signature = usual.end(), UTF8, _UNSIGNED
    if data[end : end + 1] != b"\n":  # there are other headers, too
        others, _, message = data[end:].partition(b"\n\n")
        codec, signature = _codec(others), _signature(others)
    else:
        message = data[end + 1 :]
    text = _text(message, codec).lstrip("\n")
    header = CommitHeader(
        id=id_,
        tree=tree.decode("ascii"),
        parents=tuple(parents.decode("ascii").split()[1::2]),
        author=_person(author, codec),
        committer=_person(committer, codec),
        authored_at=int(authored),
        committed_at=int(committed),
        signature=signature,
        subject=text.partition("\n")[0],
    )
    return Commit(header=header, message=text)


def _malformed(id_: str, data: bytes) -> Commit:
    """A commit that git would not have written: each line by itself, the first of a kind counts."""
    head, _, message = data.partition(b"\n\n")
    tree, author, committer = (_line(head, key) for key in (b"tree ", b"author ", b"committer "))
    codec = _codec(head)
    text = _text(message, codec).lstrip("\n")
    behind = _PARENTS.match(head)
    header = CommitHeader(
        id=id_,
        tree=_text(tree, codec),
        parents=tuple(behind[1].decode("ascii").split()[1::2]) if behind else (),
        author=_person(author, codec),
        committer=_person(committer, codec),
        authored_at=_last_moment(author),
        committed_at=_last_moment(committer),
        signature=_signature(head),
        subject=text.partition("\n")[0],
    )
    return OddCommit(header=header, message=text)


def _line(head: bytes, key: bytes) -> bytes:
    start = 0 if head.startswith(key) else head.find(b"\n" + key) + 1
    if not head.startswith(key, start):
        return b""
    return head[start + len(key) :].partition(b"\n")[0]


@lru_cache(_PEOPLE)
def _person(written: bytes, codec: str) -> Person:
    match = _PERSON.match(written)
    if match is None:
        return Person("", "")
    return Person(_text(match["name"].strip(), codec), _text(match["mail"] or b"", codec))


def _last_moment(written: bytes) -> int:
    match = _MOMENT.search(written)
    seconds = int(match["seconds"]) if match else 0
    return seconds if _EARLIEST <= seconds <= _LATEST else 0


def _signature(head: bytes) -> SignatureForm:
    match = _SIGNATURE.search(head)
    return _FORMS[match[1]] if match else _UNSIGNED


def _codec(head: bytes) -> str:
    match = _ENCODING.search(head)
    name = match[1].decode("ascii") if match else ""
    return name if _CODECS.fullmatch(name) and _keeps_ascii(name) else UTF8


@lru_cache(_ENCODINGS)
def _keeps_ascii(codec: str) -> bool:
    """Whether ASCII stays what it is: not so on mainframes, whose encodings are `cp` too."""
    try:
        return _ASCII.decode(codec) == _ASCII.decode("ascii")
    except (UnicodeDecodeError, LookupError):
        return False


def _text(data: bytes, codec: str) -> str:
    """Text of which nothing is lost: bytes that are not text in that encoding are escaped."""
    if codec != UTF8:
        try:
            return data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            pass
    return data.decode(UTF8, "backslashreplace")

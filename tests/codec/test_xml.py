"""XML from outside."""

import pytest

from pbom.codec.xml import read_xml
from pbom.errors import FormatError


def test_elements() -> None:
    root = read_xml(b'<x:a xmlns:x="u"><b c="d">e<f/>g</b>\n<b/></x:a>')
    assert root.tag == "a"
    first, second = root.all("b")
    assert (first.attribute("c"), first.text, first.line, second.line) == ("d", "eg", 1, 2)
    assert first.first("f")
    assert root.first("z") is None


REFUSED = {
    "an entity": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "a document type": b'<!DOCTYPE a SYSTEM "x"><a/>',
    "an unknown entity": b"<a>&b;</a>",
    "deep nesting": b"<a>" * 100 + b"</a>" * 100,
    "nothing": b"",
    "two roots": b"<a/><b/>",
    "an encoding that nobody knows": b'<?xml version="1.0" encoding="x-nobody"?><a/>',
    "bytes that are no text": b"<a>\xff</a>",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refused(text: bytes) -> None:
    with pytest.raises(FormatError):
        read_xml(text)

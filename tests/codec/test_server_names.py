"""Names of servers, and nothing else, from what agents are configured with."""

import json
import time

import pytest

from pbom.codec.server_names import (
    MAX_BYTES,
    MAX_SERVERS,
    names_in_json,
    names_in_toml,
    without_comments,
)
from pbom.errors import FormatError

TOKEN = "ghp_" + "a1B2" * 9


def test_names_and_nothing_else() -> None:
    document = {
        "mcpServers": {
            "github": {"command": "npx", "args": ["--token", TOKEN], "env": {"TOKEN": TOKEN}},
            "search": {"url": f"https://user:{TOKEN}@search.example", "headers": {"X": TOKEN}},
        }
    }
    found = names_in_json(json.dumps(document).encode(), ["mcpServers"])
    assert found == ("github", "search")


CASES: dict[str, tuple[str, tuple[str, ...]]] = {
    '{"mcpServers": {"a": {}}}': ("mcpServers", ("a",)),
    '{"servers": {"a": {}, "b": {}}}': ("servers", ("a", "b")),
    '{"amp.mcpServers": {"a": {}}}': ("amp.mcpServers", ("a",)),
    '{"amp": {"mcpServers": {"a": {}}}}': ("amp.mcpServers", ("a",)),
    '{"mcpServers": [{"name": "a"}, {"name": 1}, "b"]}': ("mcpServers", ("a",)),
    '{"mcpServers": "a"}': ("mcpServers", ()),
    '{"mcpServers": null}': ("mcpServers", ()),
    '{"mcp": {"a": {}}}': ("mcpServers", ()),
    "[]": ("mcpServers", ()),
    "7": ("mcpServers", ()),
}


@pytest.mark.parametrize("document", CASES)
def test_where_the_names_stand(document: str) -> None:
    member, expected = CASES[document]
    assert names_in_json(document.encode(), [member]) == expected


def test_several_members_of_one_file() -> None:
    document = b'{"mcpServers": {"a": {}}, "servers": {"b": {}}}'
    assert names_in_json(document, ["mcpServers", "servers"]) == ("a", "b")


def test_comments_and_commas_as_editors_allow_them() -> None:
    document = b"""\xef\xbb\xbf{
        // "no": {},
        "servers": {
            "one": {"url": "https://one.example/*not a comment*/"}, // "two": {}
            /* "three": {} */
            "four // five": {},
        }, /**/
    }"""
    assert names_in_json(document, ["servers"]) == ("four // five", "one")


@pytest.mark.parametrize(
    "document",
    [b"{", b'{"a": 1, "a": 2}', b"{'a': 1}", b"\xff", b'"', b"/*", b"// only", b'{"a": NaN}',
     b"[" * 100, b'{"servers": {"a": 1,,}}'],
)  # fmt: skip
def test_what_is_not_even_that_is_refused(document: bytes) -> None:
    with pytest.raises(FormatError):
        names_in_json(document, ["servers"])


def test_names_that_are_secrets_or_move_the_cursor() -> None:
    document = json.dumps({"servers": {TOKEN: {}, "\x1b[2J": {}, "\u202eevil": {}, "n" * 999: {}}})
    found = names_in_json(document.encode(), ["servers"])
    assert "***" in found
    assert all(name.isprintable() and len(name) <= 200 for name in found)
    assert TOKEN not in "".join(found)


def test_limits() -> None:
    many = json.dumps({"servers": {str(number): {} for number in range(MAX_SERVERS + 1)}})
    with pytest.raises(FormatError, match="more than 500 servers"):
        names_in_json(many.encode(), ["servers"])
    with pytest.raises(FormatError, match="larger than the limit"):
        names_in_json(b" " * (MAX_BYTES + 1), ["servers"])


@pytest.mark.parametrize("part", [b"/*", b"/**", b"//\n", b'"', b'"\\', b",", b", ", b"*/", b"/"])
def test_no_document_keeps_anybody_busy(part: bytes) -> None:
    began = time.perf_counter()
    without_comments(part * (MAX_BYTES // len(part)))
    assert time.perf_counter() - began < 5


def test_names_in_toml() -> None:
    document = f'model = "x"\n[mcp_servers.docs]\ncommand = "{TOKEN}"\n[mcp_servers."a b"]\n'
    assert names_in_toml(document.encode(), ["mcp_servers"]) == ("a b", "docs")
    with pytest.raises(FormatError):
        names_in_toml(b"[", ["mcp_servers"])

"""``go.sum``."""

from pbom.ecosystems.go_sum import GoSum
from tests.ecosystems.reading import lines, problems, read, told

HASH = f"h1:{'A' * 43}="
OTHER = f"h1:{'B' * 42}A="
SAMPLE = f"""github.com/BurntSushi/toml v0.3.1 {HASH}
github.com/BurntSushi/toml v0.3.1/go.mod {OTHER}
golang.org/x/text v0.3.0/go.mod {HASH}
gopkg.in/yaml.v3 v3.0.0+incompatible {HASH}
"""


def test_every_module_once() -> None:
    assert lines(GoSum, SAMPLE) == [
        (
            "pkg:golang/github.com/BurntSushi/toml@v0.3.1 unknown unknown registry"
            " h1/go-module h1/go-mod-file scripts:no"
        ),
        "pkg:golang/golang.org/x/text@v0.3.0 unknown unknown registry h1/go-mod-file scripts:no",
        (
            "pkg:golang/gopkg.in/yaml.v3@v3.0.0%2Bincompatible unknown unknown registry"
            " h1/go-module scripts:no"
        ),
    ]


def test_a_hash_over_many_files_is_no_digest_of_a_file() -> None:
    values = [item for found in read(GoSum, SAMPLE).dependencies for item in found.integrity]
    assert [item.digest for item in values] == [None] * 4
    assert values[0].raw == HASH


def test_a_bad_line_does_not_hide_the_others() -> None:
    file = read(GoSum, SAMPLE.replace(f"v0.3.0/go.mod {HASH}", "v0.3.0/go.mod h2:AAAA") + "x\n")
    assert len(told(file)) == 2
    assert problems(file) == [
        "bad-entry line 3: expected h1:base64, found 'h2:AAAA'",
        "bad-entry line 5: expected a module, a version and a hash",
    ]

"""``go.mod``."""

from pbom.ecosystems.go_mod import GoMod
from tests.ecosystems.reading import lines, problems, read, told

SAMPLE = """module example.com/app // the application

go 1.22
toolchain go1.22.1

require github.com/pkg/errors v0.9.1
require (
	golang.org/x/text v0.3.0 // indirect
	// a comment
	"example.com/replaced" v1.0.0
	example.com/near v1.0.0
)

replace (
	example.com/replaced v1.0.0 => example.org/fork v1.2.0
	example.com/near => ../near
)
exclude golang.org/x/text v0.2.0
"""


def test_every_module_that_is_asked_for() -> None:
    assert lines(GoMod, SAMPLE) == [
        "pkg:golang/github.com/pkg/errors@v0.9.1 unknown direct registry scripts:no",
        "pkg:golang/golang.org/x/text@v0.3.0 unknown transitive registry scripts:no",
        "pkg:golang/example.org/fork@v1.2.0 unknown direct registry scripts:no",
        "pkg:golang/example.com/near@v1.0.0 unknown direct path scripts:no",
        "distribution go 1.22.1 toolchain",
    ]


def test_a_module_that_asks_for_nothing_is_not_nothing() -> None:
    assert lines(GoMod, "module example.com/app\n") == [
        "pkg:golang/example.com/app unknown unknown workspace scripts:no"
    ]


def test_a_bad_line_does_not_hide_the_others() -> None:
    file = read(GoMod, SAMPLE.replace("errors v0.9.1", "errors"))
    assert len(told(file)) == 4
    assert problems(file) == ["bad-entry line 6: expected a module and a version"]
    assert read(GoMod, "hello\n").problems[0].kind == "unreadable"

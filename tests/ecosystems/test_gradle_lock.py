"""Gradle's lock files."""

from pbom.ecosystems.gradle_lock import GradleLock
from tests.ecosystems.reading import lines, problems, read, told

SAMPLE = """# This is a Gradle generated file for dependency locking.
com.example:lib:1.0=runtimeClasspath,compileClasspath
org.springframework:spring-core:5.3.1.RELEASE=testCompileClasspath
empty=annotationProcessor
"""


def test_every_module_with_its_configurations() -> None:
    assert lines(GradleLock, SAMPLE) == [
        (
            "pkg:maven/com.example/lib@1.0 unknown unknown registry scripts:no"
            " [compileClasspath] [runtimeClasspath]"
        ),
        (
            "pkg:maven/org.springframework/spring-core@5.3.1.RELEASE unknown unknown registry"
            " scripts:no [testCompileClasspath]"
        ),
    ]


def test_a_bad_line_does_not_hide_the_others() -> None:
    file = read(GradleLock, SAMPLE + "nonsense\n")
    assert len(told(file)) == 2
    assert problems(file) == [
        "bad-entry line 5: expected group:name:version=configurations, found 'nonsense'"
    ]


def test_a_file_of_which_nothing_is_left_is_a_problem() -> None:
    assert problems(read(GradleLock, "empty=compileClasspath\n")) == [
        "nothing-found $: the file names nothing"
    ]

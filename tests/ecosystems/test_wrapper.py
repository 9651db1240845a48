"""The properties of wrappers."""

from pbom.ecosystems.wrapper import Wrapper
from tests.ecosystems.reading import lines, problems, read

A = "a" * 64
SAMPLE = f"""distributionBase=GRADLE_USER_HOME
distributionSha256Sum={A}
distributionUrl=https\\://services.example.org/distributions/gradle-8.7-bin.zip
"""


def test_the_distribution_and_what_pins_it() -> None:
    assert lines(Wrapper, SAMPLE) == ["distribution gradle 8.7 wrapper sha256/file"]
    (component,) = read(Wrapper, SAMPLE).components
    assert component.pinned
    assert component.purl.startswith("pkg:generic/gradle@8.7?download_url=https:%2F%2Fservices")


def test_without_a_sum_it_is_not_pinned() -> None:
    (component,) = read(Wrapper, SAMPLE.replace("distributionSha256Sum", "x")).components
    assert not component.pinned


def test_another_file_of_that_name() -> None:
    assert problems(read(Wrapper, "a=b\n")) == [
        "unreadable $: no distributionUrl: not the properties of a wrapper"
    ]

"""``verification-metadata.xml``."""

import pytest

from pbom.ecosystems.gradle_verification import GradleVerification
from tests.ecosystems.reading import lines, problems, read, told

A = "a" * 64
SAMPLE = f"""<?xml version="1.0" encoding="UTF-8"?>
<verification-metadata xmlns="https://schema.gradle.org/dependency-verification">
   <configuration><verify-metadata>true</verify-metadata></configuration>
   <components>
      <component group="com.example" name="lib" version="1.0">
         <artifact name="lib-1.0.jar">
            <sha256 value="{A}" origin="Generated"><also-trust value="{"b" * 64}"/></sha256>
            <pgp value="1234"/>
         </artifact>
         <artifact name="lib-1.0.pom"><md5 value="{"c" * 32}"/></artifact>
      </component>
      <component group="com.example" name="bare" version="2"/>
   </components>
</verification-metadata>
"""


def test_every_component_with_the_hashes_of_its_artifacts() -> None:
    assert lines(GradleVerification, SAMPLE) == [
        "pkg:maven/com.example/lib@1.0 unknown unknown registry sha256/file*2 md5/file scripts:no",
        "pkg:maven/com.example/bare@2 unknown unknown registry scripts:no",
    ]
    values = read(GradleVerification, SAMPLE).dependencies[0].integrity
    assert [item.file for item in values] == ["lib-1.0.jar", "lib-1.0.jar", "lib-1.0.pom"]


def test_a_bad_entry_does_not_hide_the_others() -> None:
    file = read(GradleVerification, SAMPLE.replace(' group="com.example" name="bare"', ""))
    assert len(told(file)) == 1
    assert problems(file) == ["bad-entry line 12: the element component has no group"]


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE a [<!ENTITY a "aaaa">]><verification-metadata>&a;</verification-metadata>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><verification-metadata/>',
        f"{'<a>' * 100}{'</a>' * 100}",
    ],
    ids=["an entity", "a file from elsewhere", "deep nesting"],
)
def test_bombs(bomb: str) -> None:
    (problem,) = read(GradleVerification, bomb).problems
    assert problem.kind == "unreadable"
    assert "document type" in problem.reason or "nested" in problem.reason

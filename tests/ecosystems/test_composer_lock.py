"""``composer.lock``."""

from pbom.ecosystems.composer_lock import ComposerLock
from tests.ecosystems.reading import lines, problems, read, told

C = "c" * 40
SAMPLE = f"""{{
  "content-hash": "x",
  "packages": [
    {{"name": "Acme/Lib", "version": "v1.0.0", "type": "library",
      "source": {{"type": "git", "url": "https://github.com/acme/lib.git", "reference": "{C}"}},
      "dist": {{"type": "zip", "url": "https://u:p@example.com/lib.zip", "reference": "{C}",
               "shasum": "{"a" * 40}"}},
      "require": {{"php": ">=8", "acme/plugin": "*"}},
      "notification-url": "https://packagist.org/downloads/"}},
    {{"name": "acme/plugin", "version": "2.0", "type": "composer-plugin",
      "source": {{"type": "git", "url": "https://example.com/plugin.git", "reference": "{C}"}},
      "dist": null}}
  ],
  "packages-dev": [
    {{"name": "acme/here", "version": "dev-main",
      "dist": {{"type": "path", "url": "../here", "shasum": ""}}}}
  ]
}}"""


def test_every_package() -> None:
    assert lines(ComposerLock, SAMPLE) == [
        (
            "pkg:composer/acme/lib@v1.0.0 required direct registry sha1/file gitCommit/git-commit"
            " scripts:no -> pkg:composer/acme/plugin@2.0"
        ),
        "pkg:composer/acme/plugin@2.0 required unknown git gitCommit/git-commit scripts:yes",
        "pkg:composer/acme/here@dev-main development direct path scripts:no",
    ]
    assert read(ComposerLock, SAMPLE).dependencies[0].origin.url == "https://example.com/lib.zip"


def test_a_bad_entry_does_not_hide_the_others() -> None:
    file = read(ComposerLock, SAMPLE.replace('"version": "2.0"', '"version": null'))
    assert len(told(file)) == 2
    assert problems(file) == ["bad-entry $.packages[1].version: expected text, found null"]
    assert read(ComposerLock, "{}").problems[0].kind == "unreadable"

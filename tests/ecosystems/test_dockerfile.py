"""Dockerfiles."""

import pytest

from pbom.ecosystems.dockerfile import Dockerfile
from tests.ecosystems.reading import lines, problems, read, told

D = f"sha256:{'d' * 64}"
SAMPLE = f"""# syntax=docker/dockerfile:1.7
# escape=\\
# a comment
ARG VERSION=3.12
ARG REGISTRY
FROM --platform=$BUILDPLATFORM python:${{VERSION}}-slim@{D} AS Build
ARG VERSION
RUN --mount=type=bind,from=ghcr.io/astral-sh/uv:0.5,source=/uv,target=/uv \\
    --mount=type=cache,target=/root/.cache \\
    # a comment between
    pip install x

RUN <<EOF
FROM fake
COPY --from=alsofake:1 / /
EOF
COPY <<-"END" /file
	FROM fake
	END
COPY --from=busybox:1.36 /bin/sh /bin/sh
COPY --from=0 /a /b
COPY --from=build /a /b
ONBUILD COPY --from=alpine /a /b
ADD --checksum={D} https://u:p@example.com/tool.tgz /tool
FROM build AS last
FROM scratch
FROM ${{REGISTRY:-quay.io}}/team/app:${{VERSION}}
"""


def test_every_image() -> None:
    assert lines(Dockerfile, SAMPLE) == [
        "frontend docker.io/docker/dockerfile 1.7 syntax",
        "image docker.io/library/python 3.12-slim Build sha256/oci-manifest",
        "image ghcr.io/astral-sh/uv 0.5 mount from",
        "image docker.io/library/busybox 1.36 copy from",
        "image docker.io/library/alpine latest copy from",
        "download https://example.com/tool.tgz - add sha256/file",
        "image quay.io/team/app 3.12 base",
    ]


def test_a_digest_pins_and_names() -> None:
    python = read(Dockerfile, SAMPLE).components[1]
    assert python.pinned
    assert python.purl == (
        f"pkg:oci/python@{D}?repository_url=docker.io%2Flibrary%2Fpython&tag=3.12-slim"
    )
    assert not read(Dockerfile, SAMPLE).components[2].pinned


def test_another_escape_character() -> None:
    text = "# escape=`\nFROM `\n  --platform=x `\n  windows:1\nRUN dir c:\\\nFROM two:2\n"
    assert lines(Dockerfile, text) == [
        "image docker.io/library/windows 1 base",
        "image docker.io/library/two 2 base",
    ]


def test_a_directive_after_a_comment_is_a_comment() -> None:
    assert lines(Dockerfile, "# hello\n# syntax=evil/frontend\nFROM a\n") == [
        "image docker.io/library/a latest base"
    ]


@pytest.mark.parametrize("image", ["$WHICH", "${WHICH}", "a:${WHICH:?none}"])
def test_an_image_that_the_build_decides_is_unresolved(image: str) -> None:
    file = read(Dockerfile, f"ARG WHICH\nFROM {image}\nFROM b:1\n")
    assert told(file) == ["image docker.io/library/b 1 base"]
    (problem,) = problems(file)
    assert problem.startswith("unresolved line 2: the image depends on an argument")


def test_an_argument_of_a_stage_is_not_one_of_from() -> None:
    file = read(Dockerfile, "FROM a:1\nARG X=b:1\nFROM $X\n")
    assert told(file) == ["image docker.io/library/a 1 base"]
    assert len(problems(file)) == 1


def test_a_bad_line_does_not_hide_the_others() -> None:
    file = read(Dockerfile, "FROM A B C\nFROM\nFROM b:1\n")
    assert told(file) == ["image docker.io/library/b 1 base"]
    assert problems(file) == [
        "bad-entry line 1: no reference to an image: 'A'",
        "bad-entry line 2: FROM without an image",
    ]


def test_a_dockerfile_of_scratch_names_nothing_and_that_is_fine() -> None:
    assert lines(Dockerfile, "FROM scratch\n") == []
    assert problems(read(Dockerfile, "hello\n")) == ["unreadable $: no FROM: not a Dockerfile"]

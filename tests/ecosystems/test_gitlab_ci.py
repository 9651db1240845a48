"""GitLab's pipelines."""

from pbom.ecosystems.gitlab_ci import GitlabCi
from tests.ecosystems.reading import lines, problems, read, told

C = "c" * 40
D = f"sha256:{'d' * 64}"
SAMPLE = f"""include:
  - local: ci/x.yml
  - project: group/templates
    ref: {C}
    file: [/a.yml, b.yml]
  - remote: https://u:p@example.com/c.yml
    integrity: sha256-{"A" * 43}=
  - template: Jobs/Build.gitlab-ci.yml
  - component: $CI_SERVER_FQDN/org/scan/run@1.0
variables:
  TAG: "3.20"
  HOST:
    value: quay.io
default:
  image: alpine:$TAG
.base: &base
  services:
    - name: docker:dind@{D}
      alias: docker
    - postgres
build:
  <<: *base
  image: {{name: "${{HOST}}/org/tool:1", entrypoint: [""]}}
  script: [make]
"""


def test_images_and_includes() -> None:
    assert lines(GitlabCi, SAMPLE) == [
        f"include group/templates/a.yml {C} - gitCommit/git-commit",
        f"include group/templates/b.yml {C} - gitCommit/git-commit",
        "include https://example.com/c.yml - - sha256/file",
        "include template/Jobs/Build.gitlab-ci.yml - -",
        "include org/scan/run 1.0 -",
        "image docker.io/library/alpine 3.20 all jobs",
        "image docker.io/library/docker dind service of job .base sha256/oci-manifest",
        "image docker.io/library/postgres latest service of job .base",
        "image quay.io/org/tool 1 job build",
        "image docker.io/library/docker dind service of job build sha256/oci-manifest",
        "image docker.io/library/postgres latest service of job build",
    ]


def test_a_variable_that_is_not_in_the_file_is_unresolved() -> None:
    file = read(GitlabCi, "image: $CI_REGISTRY_IMAGE/x\n")
    assert problems(file) == ["unresolved $.image: depends on a variable: '$CI_REGISTRY_IMAGE/x'"]


def test_a_bad_entry_does_not_hide_the_others() -> None:
    file = read(GitlabCi, SAMPLE.replace("    - postgres\n", "    - [1]\n"))
    assert problems(file) == [
        "bad-entry $..base.services[1]: expected the name of an image",
        "bad-entry $.build.services[1]: expected the name of an image",
    ]
    assert len(told(file)) == 9


def test_a_reference_to_another_job_is_a_problem() -> None:
    file = read(GitlabCi, "a:\n  image: !reference [.b, image]\n")
    assert problems(file) == ["bad-entry $.a.image: expected the name of an image"]

"""Package URLs; most expectations are those of the specification's own tests."""

import pytest
from packageurl import PackageURL

from pbom.model.purl import package_url, python_name

WRITTEN = {
    ("npm", "@angular/animation", "12.3.1"): "pkg:npm/%40angular/animation@12.3.1",
    ("pypi", "Django_package", "1.11.1.dev1"): "pkg:pypi/django-package@1.11.1.dev1",
    ("golang", "github.com/BurntSushi/toml", "v1+incompatible"): (
        "pkg:golang/github.com/BurntSushi/toml@v1%2Bincompatible"
    ),
    ("maven", "org.apache.commons/io", "1.3.4"): "pkg:maven/org.apache.commons/io@1.3.4",
    ("composer", "Guzzlehttp/Promises", "2.0.2"): "pkg:composer/guzzlehttp/promises@2.0.2",
    ("oci", "Debian", "sha256:244fd47e07d10"): "pkg:oci/debian@sha256:244fd47e07d10",
    ("deb", "debian/curl", "7.50.3-1"): "pkg:deb/debian/curl@7.50.3-1",
    ("cargo", "rand", ""): "pkg:cargo/rand",
    ("nuget", "EnterpriseLibrary.Common", "6.0.1304"): (
        "pkg:nuget/EnterpriseLibrary.Common@6.0.1304"
    ),
    ("npm", "a b?#", "1 2"): "pkg:npm/a%20b%3F%23@1%202",
}


@pytest.mark.parametrize(("parts", "url"), WRITTEN.items(), ids=WRITTEN.values())
def test_written(parts: tuple[str, str, str], url: str) -> None:
    assert package_url(*parts) == url


def test_qualifiers_are_sorted_and_escaped_and_empty_ones_left_out() -> None:
    qualifiers = {"vcs_url": "git+https://x.org/a@1", "arch": "amd64", "none": ""}
    assert package_url("generic", "a", "1", qualifiers) == (
        "pkg:generic/a@1?arch=amd64&vcs_url=git%2Bhttps:%2F%2Fx.org%2Fa%401"
    )


def test_a_subpath_has_no_empty_parts() -> None:
    url = package_url("github", "Owner/Repo", "v1", subpath="/a/./b/")
    assert url == "pkg:github/owner/repo@v1#a/b"


@pytest.mark.parametrize("parts", [*WRITTEN], ids=WRITTEN.values())
def test_another_reader_finds_the_same_parts(parts: tuple[str, str, str]) -> None:
    read = PackageURL.from_string(package_url(*parts))
    assert (read.type, read.version or "") == (parts[0], parts[2])
    name = f"{read.namespace}/{read.name}" if read.namespace else read.name
    assert name.lower() == parts[1].lower().replace("_", "-")


def test_one_name_of_a_python_project() -> None:
    assert python_name("Zope.Interface__x") == "zope-interface-x"

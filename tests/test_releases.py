"""A release by its folder, by its state in git or by its hash."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from adapters.folder import read_folder
from adapters.releases import Named, NoRelease, find
from engine.language.base import release_hash

SHIPPED = Path(__file__).resolve().parents[1] / "policies"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Policies in `law`, with two states: the first is tagged `v1`, the second is on disk and changed since."""
    root = tmp_path_factory.mktemp("releases")
    _git(root, "init", "-q", "-b", "main")
    for name, text in (("first", "a: 1\n"), ("second", "a: 2\n")):
        _write(root, text)
        _git(root, "add", "-A")
        _git(root, "-c", "user.name=x", "-c", "user.email=x@x.cn", "commit", "-q", "-m", name)
        _git(root, "tag", {"first": "v1", "second": "v2"}[name])
    _write(root, "a: 3\n")
    return root


def _git(root: Path, *command: str) -> None:
    subprocess.run(["git", "-C", str(root), *command], check=True)  # noqa: S607 - the test's own repository


def _write(root: Path, text: str) -> None:
    for name, content in (
        ("law/labour/arrears.yaml", text),
        ("law/facts/名.yml", "b: 1\n"),
        ("law/.hidden/x.yaml", ""),
        ("law/notes.md", "no law\n"),
        ("elsewhere.yaml", "no law here\n"),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")


def _find(text: str, folder: Path) -> Named:
    return find(text, (folder,), SHIPPED)


@pytest.mark.parametrize("name", ["v1", "v1:law", "main~1"])
def test_a_state_in_git_is_found_by_its_tag_or_commit(repository: Path, name: str) -> None:
    assert _find(name, repository / "law") == Named(name, {"labour/arrears.yaml": b"a: 1\n", "facts/名.yml": b"b: 1\n"})


def test_a_state_is_that_of_the_first_folder_that_has_it(repository: Path) -> None:
    missing = repository / "proposal"
    missing.mkdir(exist_ok=True)
    assert find("v2", (missing, repository / "law"), SHIPPED).files["labour/arrears.yaml"] == b"a: 2\n"


def test_a_release_is_found_by_its_hash_as_it_is_or_was(repository: Path) -> None:
    now = release_hash(read_folder(repository / "law"))
    then = release_hash(_find("v1", repository / "law").files)
    assert now != then
    for release in (now, then):
        found = _find(release[:10], repository / "law")
        assert (found.name, release_hash(found.files)) == (release[:12], release)


def test_a_folder_goes_before_a_state_of_the_same_name(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository / "v1"
    folder.mkdir(exist_ok=True)
    (folder / "own.yaml").write_text("c: 1\n", encoding="utf-8")
    monkeypatch.chdir(repository)
    assert _find("v1", repository / "law") == Named("v1", {"own.yaml": b"c: 1\n"}, Path("v1"))


def test_the_policies_that_came_with_the_program_are_called_shipped(tmp_path: Path) -> None:
    found = _find("shipped", tmp_path)
    assert (found.name, found.files) == ("shipped", read_folder(SHIPPED))


@pytest.mark.parametrize("name", ["v3", "v1:nowhere", "v1:elsewhere.yaml", "--help", "0123456789", "v1\n", ""])
def test_what_nothing_is_called_is_refused(repository: Path, name: str) -> None:
    with pytest.raises(NoRelease):
        find(name, (repository / "law",), repository / "nowhere")

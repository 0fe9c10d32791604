"""Which Java is found for Spark."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.spark.java import java_home
from engine.problems import RuntimeFault


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for homes, with none that is asked for elsewhere."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    folder = tmp_path / "jvm"
    folder.mkdir()
    return folder


def home(folder: Path, version: str, *, program: bool = True) -> Path:
    """A home of Java of a *version*, perhaps without the *program* itself."""
    made = folder / f"java-{version}"
    (made / "bin").mkdir(parents=True)
    (made / "release").write_text(f'IMPLEMENTOR="Somebody"\nJAVA_VERSION="{version}"\n')
    if program:
        (made / "bin" / "java").write_text("")
        (made / "bin" / "java").chmod(0o755)
    return made


@pytest.mark.parametrize("version", ["17.0.9", "21", "21.0.1"])
def test_a_fit_version_is_found_among_others(installed: Path, version: str) -> None:
    home(installed, "11.0.2")
    home(installed, "25")
    home(installed, "170")
    fit = home(installed, version)
    assert java_home(installed) == fit


def test_the_one_asked_for_comes_first(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home(installed, "17.0.9")
    asked = home(tmp_path / "elsewhere", "21.0.1")
    monkeypatch.setenv("JAVA_HOME", str(asked))
    assert java_home(installed) == asked


def test_the_one_asked_for_is_passed_over_where_it_is_unfit(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = home(installed, "17.0.9")
    monkeypatch.setenv("JAVA_HOME", str(home(tmp_path / "elsewhere", "8")))
    assert java_home(installed) == fit


def test_the_one_on_the_path_is_found_by_its_link(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = home(tmp_path / "elsewhere", "17.0.9")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(on_path / "bin" / "java")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert java_home(installed) == on_path


@pytest.mark.parametrize("version", ["11.0.2", "25"])
def test_without_a_fit_one_it_says_what_to_install(installed: Path, version: str) -> None:
    home(installed, version)
    home(installed, "17.0.9", program=False)
    with pytest.raises(RuntimeFault) as fault:
        java_home(installed)
    assert str(fault.value) == (
        "no Java 17 or 21 is here, which Spark runs on (install one: apt-get install openjdk-17-jre-headless)"
    )

"""The shapes in which the API tells of releases, and takes what is said of them."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from engine.language.source import decoded
from web.api.days import DayText
from web.api.operations import Model
from web.api.problems import ErrorTold, mistaken

HASH: Final = r"^[0-9a-f]{64}$"


def _visible(text: str) -> str:
    """*text*, where it holds nothing that readers would not see."""
    if decoded(text, "")[1]:
        raise mistaken("unseen")
    return text


Words = Annotated[str, AfterValidator(_visible), Field(max_length=2_000)]
"""What somebody says."""
Title = Annotated[str, AfterValidator(_visible), Field(min_length=1, max_length=200, pattern=r"^[^\r\n]+$")]


class Page(Model):
    """Which part of a list is wanted."""

    after: str | None = Field(None, max_length=200, description="`next` of the page before")
    limit: int = Field(100, ge=1, le=1_000)


class Publication(Model):
    """From which day a release was made the live one, by whom and why."""

    effective: str
    published_at: str
    published_by: str
    reason: str


class Release(Model):
    """A release as it is kept."""

    hash: str = Field(description="over the law alone: what verdicts name")
    content_hash: str = Field(description="over every file, cases and mappings too: what is signed and approved")
    title: str
    recorded_at: str
    recorded_by: str
    files: int
    signed_by: tuple[str, ...] = Field(description="names of the keys it is signed by")
    publications: tuple[Publication, ...]
    live: bool


class Releases(Model):
    """Releases, the last kept first."""

    releases: tuple[Release, ...]
    next: str | None


class FileTold(Model):
    """A file of a release."""

    path: str
    sha256: str


class Files(Model):
    """The files of a release."""

    files: tuple[FileTold, ...]


class Incoming(Model):
    """How a bundle is taken in."""

    title: Title | None = Field(None, description="what people call it; the beginning of its hash unless given")
    unsigned: bool = Field(False, description="take it though no key that is trusted here has signed it")


class Publish(Model):
    """From when on a release is to be the live one, and why."""

    effective: DayText
    reason: Words = Field(min_length=1)


class Difference(Model):
    """One thing in which a verdict is not as a case expects it."""

    path: str
    expected: str
    found: str


class FailedCase(Model):
    """A case that does not hold."""

    policy: str
    case: str
    file: str
    line: int
    differences: tuple[Difference, ...]


class Unseen(Model):
    """A condition that no case has seen to be so."""

    condition: str
    asks: str
    line: int
    never: bool = Field(description="whether it is that it was never true, or (false) never false")


class Thoroughness(Model):
    """How thoroughly the cases of a policy test it: conditions seen both ways, and changes of the law noticed."""

    policy: str
    title: str
    due: int = Field(description="truths of conditions that there are to see: two a condition")
    met: int = Field(description="those of them that some case has seen")
    unseen: tuple[Unseen, ...]
    killed: int = Field(description="small changes of the policy that some case notices")
    survived: int = Field(description="those that none does, without a reason given")
    explained: int = Field(description="those that none does, for a reason that the case file gives")
    survivors: tuple[str, ...]


class Examination(Model):
    """What came of checking a release and running its cases."""

    content_hash: str
    at: str
    sound: bool = Field(description="whether it may be published")
    policies: int
    problem_count: int
    problems: tuple[ErrorTold, ...] = Field(description="the first thousand")
    cases: int | None = Field(description="cases that ran; none do where there are problems")
    failed_count: int
    failed: tuple[FailedCase, ...] = Field(description="the first thousand")
    thoroughness: tuple[Thoroughness, ...] | None = Field(
        description="of the policies a draft changes, the first five; none until it was measured"
    )


class FileDifferent(Model):
    """How a file differs."""

    path: str
    change: Literal["added", "changed", "removed"]
    lines: tuple[str, ...] = Field(description="as `diff -u` has them")
    cut: bool = Field(description="whether there are more lines than are shown")


class PolicyDifferent(Model):
    """What a policy says no more, and what it says now, in sentences."""

    policy: str
    title: str
    change: Literal["added", "changed", "removed"]
    gone: tuple[str, ...]
    new: tuple[str, ...]


class Differences(Model):
    """How one release differs from another."""

    before: str
    after: str
    files: tuple[FileDifferent, ...]
    policies: tuple[PolicyDifferent, ...]


class Compared(Model):
    """With what a release is compared."""

    to: str = Field(pattern=HASH, description="the release or edition that comes after")

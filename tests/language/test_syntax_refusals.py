"""What strict YAML refuses: the whole line for each fault, and for what is too large or too deep."""

from __future__ import annotations

import pytest
import yaml

from engine.language import syntax
from engine.language.source import MAX_BYTES
from engine.language.syntax import MAX_DEPTH, MAX_NODES, read_yaml


def lines(text: str | bytes) -> list[str]:
    return [str(problem) for problem in read_yaml(text, "p.yaml")[1]]


REMEDIES: dict[str, str] = {  # by code
    "after_quote": 'put the whole value in quotes of the other kind, as in `\'"a","b"\'`',
    "alias": "write out what it stands for, or put the text in quotes",
    "anchor": "delete it; write out what used it, or put the text in quotes",
    "bad_key": "use a name, a whole number or a date; put other texts in quotes",
    "block": 'put a comparison in quotes, as in `">= 5"`; start a block on the next line, indented',
    "duplicate_key": "keep one of them, or rename this one",
    "empty": "write the policy in it, or delete the file",
    "hidden_character": "delete it",
    "indentation": "indent it as its neighbours are; look at the line above too",
    "inexact_number": "write its digits out, as in `30000` or `0.05`, or put the text in quotes",
    "long_number": "put it in quotes if it is a text",
    "merge_key": "write the merged keys out",
    "missing_colon": "write `key: value`, with a blank after the colon",
    "no_such_day": "correct the date, or put it in quotes if it is a text",
    "not_utf8": "save it as UTF-8 in your editor",
    "several_documents": "delete the line `---` or move what follows to a file of its own",
    "tab": "use blanks; in a text in double quotes write \\t",
    "tag": "delete it; values have the type they are written in, or put the text in quotes",
    "too_deep": "name the inner parts and refer to them",
    "too_large": "split it: one list or grade a file",
    "too_many_nodes": "split it: one list or grade a file",
    "unclosed_bracket": "put commas between the members and close the bracket, or put the text in quotes",
    "unclosed_quote": "close it with the same quote",
    "unexpected_character": "put the text in quotes",
    "unexpected_colon": "indent the line as its neighbours are, and put a text with `: ` in quotes",
    "unknown_escape": "write `\\\\` for a backslash, or use single quotes",
    "unreadable": "correct this line or the one above; put texts with special characters in quotes",
}

REFUSED = [  # name, text, place, code, message
    ("an empty file", "", "1:1", "empty", "the file says nothing"),
    ("a file of comments", "# nothing\n", "1:1", "empty", "the file says nothing"),
    ("a null", "~", "1:1", "empty", "the file says nothing"),
    ("a second document", "a: 1\n---\nb: 1", "2:1", "several_documents", "a second document starts here"),
    ("an equal key", "a: 1\nb: 2\na: 3", "3:1", "duplicate_key", "the key `a` already stands in line 1"),
    (
        "a key equal once its quotes are gone",
        "a: {b: 1, 'b': 2}",
        "1:11",
        "duplicate_key",
        "the key `b` already stands in line 1",
    ),
    (
        "an equal date",
        "2022-01-01: 1\n2022-01-01: 2",
        "2:1",
        "duplicate_key",
        "the key `2022-01-01` already stands in line 1",
    ),
    ("a truth as a key", "true: 1", "1:1", "bad_key", "`true` cannot be a key"),
    ("a decimal as a key", "1.5: 1", "1:1", "bad_key", "`1.5` cannot be a key"),
    ("a null as a key", "{~: 1}", "1:2", "bad_key", "`~` cannot be a key"),
    ("a list as a key", "? [a]\n: 1", "1:3", "bad_key", "`[…]` cannot be a key"),
    ("a mapping as a key", "{{a: b}: 1}", "1:2", "bad_key", "`{…}` cannot be a key"),
    ("a merge", "<<: {a: 1}", "1:1", "merge_key", "the merge key `<<` is not allowed"),
    ("an anchor", "a: &x 1", "1:4", "anchor", "the anchor `&x` is not allowed"),
    ("an alias", "a: *x", "1:4", "alias", "the alias `*x` is not allowed"),
    ("an alias as a key", "*x : 1", "1:1", "alias", "the alias `*x` is not allowed"),
    ("a tag", "a: !point 1", "1:4", "tag", "the tag `!point` is not allowed"),
    (
        "a tag of Python",
        "!!python/object/apply:os.system [ls]",
        "1:1",
        "tag",
        "the tag `tag:yaml.org,2002:python/object/apply:os.system` is not allowed",
    ),
    ("an exponent", "a: 1e5", "1:4", "inexact_number", "`1e5` is not an exact number"),
    ("infinity", "a: -.inf", "1:4", "inexact_number", "`-.inf` is not an exact number"),
    ("no number", "a: .NaN", "1:4", "inexact_number", "`.NaN` is not an exact number"),
    (
        "a number without end",
        "a: 10000000000000000000000000000000000000000",
        "1:4",
        "long_number",
        "`10000000000000000000000000000000000000000` is longer than 40 characters, too long for a number",
    ),
    ("a day that does not exist", "a: 2023-02-29", "1:4", "no_such_day", "there is no day `2023-02-29`"),
    ("a tab", "a: 1\nb:\t2", "2:3", "tab", "a tab stands here"),
    ("a tab that indents", "a:\n\tb: 2", "2:1", "tab", "a tab stands here"),
    ("a zero", "a: b\x00c", "1:5", "hidden_character", "the character `U+0000` stands here, which readers do not see"),
    (
        "a mark that turns the text round",
        "a: x\u202ey",
        "1:5",
        "hidden_character",
        "the character `U+202E` stands here, which readers do not see",
    ),
    (
        "a zero-width blank",
        "a\u200b: x",
        "1:2",
        "hidden_character",
        "the character `U+200B` stands here, which readers do not see",
    ),
    ("a half character", "a: \ud800", "1:4", "not_utf8", "the file is not UTF-8 from here on"),
    ("a colon in a text", "a: b: c", "1:5", "unexpected_colon", "a value cannot start at this colon"),
    ("a line too deep", "a: 1\n  b: 2", "2:4", "unexpected_colon", "a value cannot start at this colon"),
    (
        "a line not deep enough",
        "a:\n  - 1\n b: 2",
        "3:2",
        "indentation",
        "this line does not fit what stands around it",
    ),
    ("a key among members", "- a\nb: 1", "2:1", "indentation", "this line does not fit what stands around it"),
    (
        "a key without a colon",
        "a: 1\nb\nc: 2",
        "3:1",
        "missing_colon",
        "a key without its colon stands here or in the line above",
    ),
    ("an open quote", 'a: 1\nb: "x\nc: 2\n', "2:4", "unclosed_quote", "the quote that opens here is never closed"),
    (
        "members in quotes without quotes around",
        'is: "a","b"',
        "1:8",
        "after_quote",
        "the value goes on after its closing quote",
    ),
    (
        "an open bracket",
        "a: [1, 2\n",
        "1:4",
        "unclosed_bracket",
        "the bracket that opens here is not closed, or a comma is missing in it",
    ),
    (
        "an interval without quotes",
        "is: [1..5)",
        "1:5",
        "unclosed_bracket",
        "the bracket that opens here is not closed, or a comma is missing in it",
    ),
    ("a comparison without quotes", "is: >= 5", "1:5", "block", "`>` and `|` start a block of text, and none follows"),
    (
        "a comparison without quotes and blanks",
        "is: >5\nb: 1",
        "1:5",
        "block",
        "`>` and `|` start a block of text, and none follows",
    ),
    ("a difference without quotes", "is: !=5", "1:5", "tag", "the tag `!=5` is not allowed"),
    (
        "a text that starts as none can",
        "a: @b",
        "1:4",
        "unexpected_character",
        "a text cannot start with this character",
    ),
]


def whole_line(place: str, code: str, message: str) -> str:
    return f"p.yaml:{place}: {message} ({REMEDIES[code]}) [syntax.{code}]"


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("text", "place", "code", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_it_refuses(
    monkeypatch: pytest.MonkeyPatch, parser: str, text: str, place: str, code: str, message: str
) -> None:
    monkeypatch.setattr(syntax, "_Loader", getattr(yaml, parser))
    assert lines(text) == [whole_line(place, code, message)]


@pytest.mark.parametrize(
    ("text", "place", "code", "message"),
    [
        (r'a: "\q"', "1:5", "unknown_escape", "the text in double quotes holds a backslash that means nothing here"),
        ("a: ]", "1:4", "unreadable", "this is not YAML: did not find expected node content"),
        ("*", "1:2", "unreadable", "this is not YAML: did not find expected alphabetic or numeric character"),
    ],
)
def test_it_refuses_where_and_in_the_words_of_the_faster_parser(text: str, place: str, code: str, message: str) -> None:
    assert lines(text) == [whole_line(place, code, message)]


def test_bytes_that_are_not_utf8_are_shown_where_they_start() -> None:
    gbk = "a: 1\n标题: ".encode() + "信用".encode("gbk")
    assert lines(gbk) == [whole_line("2:5", "not_utf8", "the file is not UTF-8 from here on")]


LARGE = "the file is larger than 1048576 bytes"
DEEP = "this is nested more than 40 levels deep"
MANY = "the file holds more than 50000 keys and values"


@pytest.mark.parametrize(
    ("text", "place", "code", "message"),
    [
        ("#" * (MAX_BYTES + 1), "1:1", "too_large", LARGE),
        ("# " + "信" * (MAX_BYTES // 3), "1:1", "too_large", LARGE),
        ("[" * 100_000, f"1:{MAX_DEPTH + 1}", "too_deep", DEEP),
        ("{a: " * 10_000, f"1:{MAX_DEPTH * 4 + 1}", "too_deep", DEEP),
        ("- " * 10_000, f"1:{MAX_DEPTH * 2 + 1}", "too_deep", DEEP),
        ("? " * 10_000, f"1:{MAX_DEPTH * 2 + 1}", "too_deep", DEEP),
        ("- 1\n" * MAX_NODES, f"{MAX_NODES}:3", "too_many_nodes", MANY),
    ],
    ids=["bytes", "characters", "lists", "mappings", "members", "keys", "nodes"],
)
def test_what_is_too_much_is_refused(text: str, place: str, code: str, message: str) -> None:
    assert whole_line(place, code, message) in lines(text)


@pytest.mark.parametrize(("open_", "close"), [("[", "]"), ("{a: ", "}")])
def test_what_is_just_not_too_deep_is_read(open_: str, close: str) -> None:
    assert lines(open_ * MAX_DEPTH + close * MAX_DEPTH) == []


def test_just_not_too_many_nodes_are_read() -> None:
    assert lines("- 1\n" * (MAX_NODES - 1)) == []

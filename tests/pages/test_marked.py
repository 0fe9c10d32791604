"""What is Chinese on a page in English says so."""

from __future__ import annotations

import pytest

from web.pages.marked import marked


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>Lists</p>", "<p>Lists</p>"),
        ("<a>欠薪名单</a>", '<a><span lang="zh-CN">欠薪名单</span></a>'),
        ("<li>国务院令2014年第655号</li>", '<li><span lang="zh-CN">国务院令2014年第655号</span></li>'),
        (
            "<p>on “《示例办法》”, 3 years</p>",
            '<p><span>on “<span lang="zh-CN">《示例办法》</span>”, 3 years</span></p>',
        ),
        ('<b lang="zh-CN">中文</b>', '<b lang="zh-CN">中文</b>'),
        ('<option value="a">中文</option>', '<option value="a" lang="zh-CN">中文</option>'),
        (
            "<title>欠薪 – List</title><pre><span>欠薪</span></pre>",
            "<title>欠薪 – List</title><pre><span>欠薪</span></pre>",
        ),
        (
            '<script type="application/json">{"a": "<b>中文"}</script>',
            '<script type="application/json">{"a": "<b>中文"}</script>',
        ),
        ("<textarea>中文</textarea>", "<textarea>中文</textarea>"),
        (
            '<svg><title>欠薪: 3 in all</title><text x="1">A级AAA级</text><text>in 太原</text></svg>',
            '<svg><title>欠薪: 3 in all</title><text x="1" lang="zh-CN">A级AAA级</text><text>in 太原</text></svg>',
        ),
        (
            "<svg><text><title>欠薪</title>欠薪</text></svg>",
            '<svg><text><title lang="zh-CN">欠薪</title><tspan lang="zh-CN">欠薪</tspan></text></svg>',
        ),
    ],
)
def test_what_is_chinese_among_english_says_so(page: str, expected: str) -> None:
    assert marked(page) == expected

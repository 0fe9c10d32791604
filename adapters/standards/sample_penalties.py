"""What the sample penalties are about: deciding bodies, conducts and penalties, all made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Body:
    """A department that decides: its *name*, the *mark* of its document numbers, and its order number."""

    name: str
    mark: str
    number: int


@dataclass(frozen=True)
class Conduct:
    """One sort of conduct: what the row says of it, and what is imposed, fines in 万元."""

    body: Body
    name: str
    facts: str
    ground: str
    kinds: str
    fines: tuple[str, ...] = ()
    confiscated: str = ""
    licence: str = ""


LABOUR: Final = Body("示例市人力资源和社会保障局", "示人社监罚字", 1)
MARKET: Final = Body("示例市市场监督管理局", "示市监罚", 2)
FINANCE: Final = Body("示例市财政局", "示财采罚", 3)
HOUSING: Final = Body("示例市住房和城乡建设局", "示建罚字", 4)
PROVINCE: Final = Body("示例省公共信用信息中心", "-", 5)

CONDUCTS: Final = (
    Conduct(LABOUR, "拖欠农民工工资", "逾期未支付农民工工资，经责令限期改正拒不改正", "《保障农民工工资支付条例》",
            "罚款", ("2.000000", "5.000000", "3.500000")),
    Conduct(MARKET, "发布虚假广告", "在网页宣传中对商品性能作引人误解的表述", "《中华人民共和国广告法》",
            "罚款", ("20.000000", "1.250000")),
    Conduct(MARKET, "销售侵犯注册商标专用权的商品", "销售标有他人注册商标的商品", "《中华人民共和国商标法》",
            "罚款；没收非法财物", ("0.850000", "3.000000"), "0.120050"),
    Conduct(MARKET, "未经许可从事食品生产经营", "未取得许可从事食品加工", "《中华人民共和国食品安全法》",
            "没收违法所得;罚款", ("5.000000", "0.500000"), "0.035600"),
    Conduct(MARKET, "未按规定报送年度报告", "未在规定期限报送上一年度年度报告", "《企业信息公示暂行条例》", "警告"),
    Conduct(FINANCE, "与其他供应商恶意串通", "与其他供应商串通投标文件", "《中华人民共和国政府采购法》",
            "罚款", ("4.321000",)),
    Conduct(HOUSING, "超越资质等级承揽工程", "超越资质等级承揽施工", "《建设工程质量管理条例》",
            "罚款;吊销许可证", ("8.000000",), "", "建筑业企业资质证书 示D214000000"),
    Conduct(HOUSING, "施工现场未采取扬尘防治措施", "施工现场未设置围挡", "《中华人民共和国大气污染防治法》",
            "通报批评;其他-责令改正"),
)  # fmt: skip

import pytest

from adapters.standards import kinds
from adapters.standards.raw import Refused

DUE = {
    "warning", "fine", "confiscation_of_gains", "confiscation_of_goods", "suspension_of_business",
    "suspension_of_permit", "revocation_of_permit", "suspension_of_licence", "revocation_of_licence", "detention",
    "criticism", "downgrade", "restriction_of_business", "closure", "practice_restriction", "other",
}  # fmt: skip


def test_every_kind_of_the_law_has_its_code() -> None:
    assert set(kinds.PENALTIES.values()) == DUE


@pytest.mark.parametrize(
    ("written", "codes", "remarks"),
    [
        ("警告", ["warning"], []),
        ("警告;罚款", ["warning", "fine"], []),
        ("警告；罚款；", ["warning", "fine"], []),
        (" 罚款 ; 罚款 ", ["fine"], []),
        ("其他", ["other"], []),
        ("其他-责令改正;罚款", ["other", "fine"], ["责令改正"]),
        ("其他－责令改正", ["other"], ["责令改正"]),
        ("暂扣许可证件;吊销营业执照", ["suspension_of_permit", "revocation_of_licence"], []),
        ("没收违法所得、没收非法财物", ["other"], ["没收违法所得、没收非法财物"]),
        ("暂扣或者吊销许可证、暂扣或者吊销执照", ["other"], ["暂扣或者吊销许可证、暂扣或者吊销执照"]),
    ],
)
def test_kinds_are_joined_by_semicolons(written: str, codes: list[str], remarks: list[str]) -> None:
    assert kinds.penalty_kinds(written) == (codes, remarks)


@pytest.mark.parametrize("written", ["罚金", "警告、罚款", "警告,罚款", ";", "其他-"])
def test_a_kind_that_is_only_alike_is_refused(written: str) -> None:
    with pytest.raises(Refused) as caught:
        kinds.penalty_kinds(written)
    assert caught.value.code == "exchange.bad_penalty_kind"

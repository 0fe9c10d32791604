import re
from pathlib import Path

from adapters.standards import documents
from engine.catalogue import catalogue

SOURCE = "".join(path.read_text(encoding="utf-8") for path in Path(documents.__file__).parent.glob("*.py"))


def codes(language: str) -> dict[str, str]:
    return {key: text for key, text in catalogue(language).items() if key.startswith("exchange.")}


def test_both_languages_have_the_same_keys_and_speak_of_the_same_values() -> None:
    english, chinese = codes("en"), codes("zh_CN")
    assert list(english) == list(chinese)
    for key, text in english.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", chinese[key])), key


def test_every_text_is_used_and_every_code_has_its_texts() -> None:
    known = {key.split(".")[1] for key in codes("en")}
    assert {code for code in known if f'"{code}"' not in SOURCE and f'"exchange.{code}"' not in SOURCE} == set()
    raised = set(re.findall(r'Refused\(\s*"(\w+)"', SOURCE)) | set(re.findall(r'"exchange\.(\w+)"', SOURCE))
    assert raised <= known


def test_every_message_has_a_remedy_and_is_one_line_without_a_capital() -> None:
    english = codes("en")
    for key, text in english.items():
        assert text.strip() == text
        assert "\n" not in text
        assert not text[0].isupper(), key
        assert key.rsplit(".", 1)[0] + ".remedy" in english

"""(a) The engine is the one the contract was found for."""

import sys
from importlib.metadata import version

import durable_rules_engine as durable
import pytest

FUNCTIONS = (
    "create_ruleset",
    "assert_facts",
    "start_action_for_state",
    "complete_and_start_action",
    "retract_facts",
    "delete_state",
    "delete_ruleset",
)


def test_the_engine_is_the_version_whose_limits_are_known() -> None:
    assert version("durable_rules") == "2.0.28"


def test_the_interpreter_is_one_the_engine_has_been_tried_on() -> None:
    assert (3, 11) <= sys.version_info < (3, 14)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_engine_has_the_functions_that_drive_it(name: str) -> None:
    assert callable(getattr(durable, name))

"""A second, slow reading of docs/meaning.md to hold the evaluators against: every day looked at, nothing remembered."""

from tests.reference.dossier import Refused
from tests.reference.verdict import reference_verdict

__all__ = ["Refused", "reference_verdict"]

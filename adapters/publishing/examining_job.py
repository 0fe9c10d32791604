"""The job that examines a draft or a release that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adapters.jobs.progress import Progress
from adapters.parts import Parts
from adapters.publishing.drafts import contents, found
from adapters.publishing.examining import examine
from adapters.publishing.kept import files_of

KIND: Final = "examination"


def run(parts: Parts, arguments: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
    """Examine the `draft` as it is now, or the `edition`; begun again it goes on from what is kept."""
    with parts.database.reading() as connection:
        if "draft" in arguments:
            row = found(connection, arguments["draft"])
            content, files = row.content_hash, contents(connection, row)
        else:
            content = arguments["edition"]
            files = files_of(connection, content)
    examined = examine(parts.database, parts.clock, parts.examiner, content, lambda: files)
    return {"content_hash": content, "sound": examined.is_sound}

"""CSL-JSON, which Zotero, Pandoc and others read: a list of one item (schema 1.0 of citationstyles.org)."""

import json
from typing import Any

from sitegen.permalinks import urls
from sitegen.quotes.citations.facts import date, genre, where
from sitegen.quotes.passages import Passage


def citation(passage: Passage) -> str:
    """The item; its id is the message's visible id."""
    item: dict[str, Any] = {
        "id": urls.visible(passage.anchor),
        "type": "webpage",
        "genre": genre(passage),
        "title": passage.title,
        "author": [{"literal": passage.author}],
        "container-title": passage.archive,
        "medium": passage.model,
        "issued": _parts(passage.date),
        "accessed": _parts(passage.version),
        "note": where(passage),
        "URL": passage.url,
    }
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2)


def _parts(iso: str | None) -> dict[str, Any] | None:
    day = date(iso)
    if not day.year:
        return None
    return {"date-parts": [[part for part in (int(day.year), day.month, day.day) if part]]}

"""Citations as CSL-JSON for Zotero, Pandoc and others: a list of one item (citationstyles.org, schema 1.0)."""

import json
from typing import Any

from sitegen.quotes.citations.facts import entry_id, genre, message_label, parse_date
from sitegen.quotes.passages import Passage


def citation(passage: Passage) -> str:
    """Return a list of one item; its id is the message id, or the name of the conversation."""
    item: dict[str, Any] = {
        "id": entry_id(passage),
        "type": "webpage",
        "genre": genre(passage),
        "title": passage.title,
        "author": [{"literal": passage.author}],
        "container-title": passage.archive_title,
        "medium": passage.model,
        "issued": _date_parts(passage.date),
        "accessed": _date_parts(passage.version_date) if passage.site_url else None,
        "note": message_label(passage),
        "URL": passage.url if passage.site_url else "",
    }
    return json.dumps([{key: value for key, value in item.items() if value}], ensure_ascii=False, indent=2)


def _date_parts(iso: str | None) -> dict[str, Any] | None:
    day = parse_date(iso)
    if not day.year:
        return None
    return {"date-parts": [[part for part in (int(day.year), day.month, day.day) if part]]}

"""Describe pages in JSON-LD with the vocabulary of schema.org: participants, dates, language, license, downloads.

The text itself is not included: it is in the page, and in the JSON export that ``encoding`` links to. A model is a
`SoftwareApplication`. As an ``author``, schema.org expects a `Person` or an `Organization`, but a model is neither,
and omitting it would be worse.
"""

import re
from collections.abc import Iterable
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from sitegen.model import Conversation, Essay, PageContext, PageRef, Participant, Role
from sitegen.permalinks import urls
from sitegen.render.templates import SiteInfo
from sitegen.text.invisible import spell_out_invisible
from sitegen.text.slugs import slugify

_CONTEXT = "https://schema.org"
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*")
JsonObject = dict[str, Any]


class LinkedData:
    """Generator of JSON-LD for templates. Needs the public URL of the site."""

    def __init__(self, site: SiteInfo) -> None:
        self._site = site

    def home(self) -> Markup:
        """Describe the site, for its home page."""
        site = self._site
        return _script(
            {
                "@context": _CONTEXT,
                **self._website(),
                "description": site.description,
                "inLanguage": site.language,
                "license": self._license(),
            }
        )

    def conversation(self, conversation: Conversation, context: PageContext, message_count: int) -> Markup:
        """Describe a conversation."""
        site = self._site
        series = {
            "@type": "CreativeWorkSeries",
            "name": context.series,
            "url": self._url(urls.series(context.series or "")),
        }
        return _script(
            {
                **self._work("Conversation", conversation.title, urls.conversation(context.slug)),
                "author": [self._participant(each) for each in conversation.participants],
                "dateCreated": _date(conversation.started),
                "inLanguage": conversation.language,
                "interactionStatistic": {
                    "@type": "InteractionCounter",
                    "interactionType": f"{_CONTEXT}/CommunicateAction",
                    "userInteractionCount": message_count,
                },
                "encoding": [
                    *([self._file(urls.json_export(context.slug), "application/json")] if site.has_json_export else ()),
                    *(
                        [self._file(urls.source(context.slug), "text/plain")]
                        if site.has_source_text and conversation.is_source_public
                        else ()
                    ),
                ],
                "isPartOf": [self._website(), *([series] if context.series else [])],
            }
        )

    def essay(self, essay: Essay, cited: Iterable[PageRef]) -> Markup:
        """Describe an essay and the conversations that it quotes."""
        author = essay.author or self._site.author
        return _script(
            {
                **self._work("Article", essay.title, urls.essay(essay.slug)),
                "headline": essay.title,
                "author": {"@type": "Person", "name": author} if author else None,
                "description": essay.description,
                "datePublished": _date(essay.date),
                "inLanguage": essay.language,
                "isPartOf": self._website(),
                "citation": [
                    {
                        "@type": "Conversation",
                        "name": each.title,
                        "url": self._url(urls.conversation(each.slug)),
                    }
                    for each in cited
                ],
            }
        )

    def _work(self, type_: str, name: str, address: str) -> JsonObject:
        return {
            "@context": _CONTEXT,
            "@type": type_,
            "name": name,
            "url": self._url(address),
            "license": self._license(),
        }

    def _website(self) -> JsonObject:
        return {"@type": "WebSite", "name": self._site.title, "url": self._url(urls.HOME)}

    def _participant(self, participant: Participant) -> JsonObject:
        """Describe a model by its label, with the name it speaks under as ``alternateName``; or a person."""
        if participant.model or participant.label or participant.role not in (Role.USER, None):
            name = participant.label or participant.name
            return {
                "@type": "SoftwareApplication",
                "name": name,
                "alternateName": participant.name if participant.name != name else "",
                "identifier": participant.model,
                "url": self._url(urls.model(participant.model)) if participant.model else "",
            }
        address = urls.speaker(slugify(participant.name))
        return {"@type": "Person", "name": participant.name, "url": self._url(address)}

    def _file(self, address: str, type_: str) -> JsonObject:
        url = urls.absolute(self._site.url, address)
        return {"@type": "MediaObject", "contentUrl": url, "encodingFormat": type_}

    def _license(self) -> str | JsonObject | None:
        license_ = self._site.license
        if license_ is None:
            return None
        return license_.url or {"@type": "CreativeWork", "name": license_.name}

    def _url(self, address: str) -> str:
        return urls.canonical(self._site.url, address)


def _date(time: str | None) -> str | None:
    """Return a time with at least a day; schema.org has no shorter dates."""
    return time if time and _DATE.fullmatch(time) else None


def _script(node: JsonObject) -> Markup:
    """Serialise for a ``<script>`` element: ``<``, ``>``, ``&`` and non-ASCII characters are escaped."""
    return htmlsafe_json_dumps(_without_empty_values(node))


def _without_empty_values(value: Any) -> Any:
    """Drop empty values, and spell out invisible characters as in the page."""
    if isinstance(value, dict):
        return {key: _without_empty_values(each) for key, each in value.items() if each not in (None, "", [])}
    if isinstance(value, list):
        return [_without_empty_values(each) for each in value]
    return spell_out_invisible(value) if isinstance(value, str) else value

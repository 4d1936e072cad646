"""Pages as schema.org describes them, in JSON-LD: who talked, when, in what language, where the text is to be had.

Not the words themselves: they stand in the page, and in the twin that ``encoding`` names. A model is a
`SoftwareApplication`. That one can be an ``author`` is more than schema.org foresees (it expects a `Person` or an
`Organization`), but to call a model a person would be untrue, and to leave it out worse.
"""

import re
from collections.abc import Iterable
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from sitegen.model import Conversation, Essay, Neighbour, Participant, Place, Role
from sitegen.permalinks import urls
from sitegen.render.templates import SiteInfo
from sitegen.text.invisible import shown
from sitegen.text.slugs import slugify

_CONTEXT = "https://schema.org"
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*")
Node = dict[str, Any]


class LinkedData:
    """What templates call; addresses need a site that says where it is published."""

    def __init__(self, site: SiteInfo) -> None:
        self._site = site

    def home(self) -> Markup:
        """The whole site."""
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

    def conversation(self, found: Conversation, place: Place, speeches: int) -> Markup:
        """A conversation of so many messages."""
        series = {
            "@type": "CreativeWorkSeries",
            "name": place.series,
            "url": self._url(urls.series(place.series or "")),
        }
        return _script(
            {
                **self._work("Conversation", found.title, urls.conversation(place.slug)),
                "author": [self._participant(each) for each in found.participants],
                "dateCreated": _date(found.started),
                "inLanguage": found.language,
                "interactionStatistic": {
                    "@type": "InteractionCounter",
                    "interactionType": f"{_CONTEXT}/CommunicateAction",
                    "userInteractionCount": speeches,
                },
                "encoding": [
                    self._file(urls.twin(place.slug), "application/json"),
                    self._file(urls.source(place.slug), "text/plain"),
                ],
                "isPartOf": [self._website(), *([series] if place.series else [])],
            }
        )

    def essay(self, essay: Essay, cited: Iterable[Neighbour]) -> Markup:
        """An essay and the conversations that it quotes."""
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

    def _work(self, type_: str, name: str, address: str) -> Node:
        return {
            "@context": _CONTEXT,
            "@type": type_,
            "name": name,
            "url": self._url(address),
            "license": self._license(),
        }

    def _website(self) -> Node:
        return {"@type": "WebSite", "name": self._site.title, "url": self._url(urls.HOME)}

    def _participant(self, who: Participant) -> Node:
        """A model by its own name; the name under which it speaks beside it."""
        if who.model or who.label or who.role not in (Role.USER, None):
            name = who.label or who.name
            return {
                "@type": "SoftwareApplication",
                "name": name,
                "alternateName": who.name if who.name != name else "",
                "identifier": who.model,
                "url": self._url(urls.model(who.model)) if who.model else "",
            }
        address = urls.speaker(slugify(who.name))
        return {"@type": "Person", "name": who.name, "url": self._url(address)}

    def _file(self, address: str, type_: str) -> Node:
        url = urls.absolute(self._site.url, address)
        return {"@type": "MediaObject", "contentUrl": url, "encodingFormat": type_}

    def _license(self) -> str | Node | None:
        terms = self._site.license
        if terms is None:
            return None
        return terms.url or {"@type": "CreativeWork", "name": terms.name}

    def _url(self, address: str) -> str:
        return urls.public(self._site.url, address)


def _date(time: str | None) -> str | None:
    """A day or more; schema.org knows nothing shorter."""
    return time if time and _DATE.fullmatch(time) else None


def _script(node: Node) -> Markup:
    """For a ``<script>`` that holds data: ``<``, ``>``, ``&`` and everything that is not ASCII is escaped."""
    return htmlsafe_json_dumps(_told(node))


def _told(value: Any) -> Any:
    """Without what is empty; what cannot be seen is spelled out, as in the page."""
    if isinstance(value, dict):
        return {key: _told(each) for key, each in value.items() if each not in (None, "", [])}
    if isinstance(value, list):
        return [_told(each) for each in value]
    return shown(value) if isinstance(value, str) else value

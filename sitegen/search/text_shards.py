"""The shards that hold what hits show of a conversation; made with its page."""

from itertools import pairwise

from sitegen.model import OutputFile
from sitegen.permalinks import TEXT_SHARD
from sitegen.search.documents import ConversationDocuments
from sitegen.search.shard_files import shard


def text_shards(documents: ConversationDocuments) -> tuple[OutputFile, ...]:
    """A shard for each group of texts, in order: for each message its anchor and its text."""
    said = list(zip(documents.anchors, documents.texts, strict=True))
    ends = (*documents.head.groups, len(said))
    return tuple(shard(TEXT_SHARD, said[first:end]) for first, end in pairwise(ends))

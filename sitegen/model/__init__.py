"""Define the data model: frozen dataclasses for conversations, messages, blocks, problems and AI models.

Imports nothing from other rooms. All values can be pickled. Start at `conversation.Conversation`.
"""

from sitegen.model.block import SEARCHABLE_KINDS, Block, BlockKind, Span
from sitegen.model.conversation import Conversation, ConversationOutline, Picture, SourceInfo
from sitegen.model.essay import Essay
from sitegen.model.message import (
    Message,
    MessageKind,
    MessagePart,
    Participant,
    Redaction,
    Repair,
    Role,
    Tombstone,
    Usage,
    is_same_name,
)
from sitegen.model.output import OutputFile
from sitegen.model.page_context import Backlink, Mention, Overlap, PageContext, PageRef, RemovedConversation
from sitegen.model.summary import Drawing, Excerpt, Share, Summary

__all__ = [
    "SEARCHABLE_KINDS",
    "Backlink",
    "Block",
    "BlockKind",
    "Conversation",
    "ConversationOutline",
    "Drawing",
    "Essay",
    "Excerpt",
    "Mention",
    "Message",
    "MessageKind",
    "MessagePart",
    "OutputFile",
    "Overlap",
    "PageContext",
    "PageRef",
    "Participant",
    "Picture",
    "Redaction",
    "RemovedConversation",
    "Repair",
    "Role",
    "Share",
    "SourceInfo",
    "Span",
    "Summary",
    "Tombstone",
    "Usage",
    "is_same_name",
]

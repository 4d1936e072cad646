"""The words of the house as frozen values. Imports nothing of ours but `errors`; everything here pickles."""

from sitegen.model.conversation import Conversation, Outline, SourceInfo
from sitegen.model.essay import Essay
from sitegen.model.message import (
    Block,
    BlockKind,
    Message,
    MessageKind,
    Participant,
    Redaction,
    Repair,
    Role,
    Span,
    Tombstone,
)
from sitegen.model.output import OutputFile
from sitegen.model.page_context import Backlink, Departed, Mention, Neighbour, Overlap, Place
from sitegen.model.summary import Drawing, Excerpt, Share, Summary

__all__ = [
    "Backlink",
    "Block",
    "BlockKind",
    "Conversation",
    "Departed",
    "Drawing",
    "Essay",
    "Excerpt",
    "Mention",
    "Message",
    "MessageKind",
    "Neighbour",
    "Outline",
    "OutputFile",
    "Overlap",
    "Participant",
    "Place",
    "Redaction",
    "Repair",
    "Role",
    "Share",
    "SourceInfo",
    "Span",
    "Summary",
    "Tombstone",
]

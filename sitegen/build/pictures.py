"""The pictures of conversations: what messages refer to, which files that are, and what is published of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from sitegen.archive.asset_files import AssetFile, AssetIndex, is_export_reference, is_local_reference
from sitegen.archive.folder import Archive
from sitegen.archive.transcript_files import TranscriptFile
from sitegen.build.state import TranscriptState
from sitegen.model import BlockKind, Conversation, OutputFile, Picture
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.privacy.picture_files import CheckedPicture, RefusedPicture, check_picture
from sitegen.readers.embedded_pictures import EmbeddedPicture
from sitegen.text.path_patterns import PART_SEPARATOR
from sitegen.text.source import Source

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_IMAGE = re.compile(
    r"!\[(?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*+\]\(\s*+(?:<(?P<quoted>[^<>\n]*+)>|(?P<bare>(?:[^\s()<>]|\([^\s()]*+\))++))"
)
"""An image in Markdown."""
_MAX_NAMED = 3
"""Pictures that one problem names."""


@dataclass(frozen=True, slots=True)
class PublishedPictures:
    """What a site gets of the pictures of a conversation."""

    conversation: Conversation
    """With `Conversation.pictures`."""
    files: tuple[OutputFile, ...]
    problems: tuple[Problem, ...]


def find_references(
    conversation: Conversation, source: Source, embedded: Iterable[EmbeddedPicture]
) -> tuple[tuple[str, int], ...]:
    """Return the references to files that the messages show as pictures, each with the line where it is first."""
    in_source = {each.address for each in embedded}
    found: dict[str, int] = {}
    for reference, start in _references(conversation):
        if reference not in found and reference not in in_source and is_local_reference(reference):
            offset = source.text_offset(start)
            place = source.text.find(reference, offset)
            found[reference] = source.line_number(place if place >= 0 else offset)
    return tuple(found.items())


def _references(conversation: Conversation) -> Iterator[tuple[str, int]]:
    """Yield all references of pictures, with the start of their block in the decoded source."""
    for message in conversation.messages:
        for block in message.blocks:
            if block.kind is BlockKind.IMAGE and block.asset:
                yield block.reference, block.span.start
            elif block.kind in (BlockKind.PROSE, BlockKind.THINKING) and "![" in block.text:
                text = _CODE.sub("", block.text) if "`" in block.text else block.text
                for match in _IMAGE.finditer(text):
                    yield match["quoted"] or match["bare"] or "", block.span.start


def resolve_references(
    archive: Archive, states: Mapping[str, TranscriptState]
) -> dict[str, tuple[tuple[str, AssetFile], ...]]:
    """Return the files that each transcript refers to, with their references; by path of the transcript."""
    if not archive.asset_files or not any(state.references for state in states.values()):
        return {}
    index = AssetIndex(each for each in archive.asset_files if not each.is_private)
    found = {
        each.path: tuple(
            (name, file) for name, _ in states[each.path].references if (file := index.find(_folder(each), name))
        )
        for each in archive.files
    }
    return {path: files for path, files in found.items() if files}


def _folder(transcript: TranscriptFile) -> str:
    path = (
        transcript.path.removesuffix(f"{PART_SEPARATOR}{transcript.part.name}") if transcript.part else transcript.path
    )
    return path.rpartition("/")[0]


def publish_pictures(
    conversation: Conversation,
    files: Mapping[str, tuple[AssetFile, bytes | Problem]],
    embedded: Iterable[EmbeddedPicture],
) -> PublishedPictures:
    """Return the pictures that the messages show; ``files``: what their references lead to, with its bytes."""
    in_source = {each.address: each for each in embedded}
    pictures: dict[str, Picture] = {}
    outputs: dict[str, OutputFile] = {}
    problems: dict[str, Problem] = {}
    checked: dict[str, CheckedPicture | RefusedPicture | Problem] = {}
    for reference, _ in _references(conversation):
        if reference in pictures:
            continue
        if own := in_source.get(reference):
            pictures[reference] = Picture(reference, own.address, own.width, own.height)
            outputs[own.address] = OutputFile(own.address, own.data)
        elif reference in files:
            asset, data = files[reference]
            if asset.path not in checked:
                checked[asset.path] = data if isinstance(data, Problem) else check_picture(data)
            picture = checked[asset.path]
            if isinstance(picture, Problem):
                problems[asset.path] = picture
            elif isinstance(picture, RefusedPicture):
                problems[asset.path] = Problem("picture-refused", asset.path, reason=picture.reason)
            else:
                address = urls.picture(picture.data, picture.suffix)
                pictures[reference] = Picture(reference, address, picture.width, picture.height)
                outputs[address] = OutputFile(address, picture.data)
                if picture.had_location:
                    problems[asset.path] = Problem("picture-location-removed", asset.path)
    return PublishedPictures(
        replace(conversation, pictures=tuple(pictures.values())), tuple(outputs.values()), tuple(problems.values())
    )


def picture_problems(archive: Archive, states: Mapping[str, TranscriptState]) -> Iterator[Problem]:
    """Yield the problems of all pictures: missing, refused, and not used; paths are in the folder of transcripts."""
    for path, state in states.items():
        if state.page_context:
            yield from _missing_pictures(path, state)
    yield from dict.fromkeys(problem for state in states.values() for problem in state.picture_problems)
    used = {path for state in states.values() for _, (path, _) in state.assets}
    unused = (each.path for each in archive.asset_files if each.path not in used and not each.is_private)
    for folder, group in groupby(sorted(unused), key=lambda path: path.rpartition("/")[0]):
        names = [path.rpartition("/")[2] for path in group]
        yield Problem("unused-pictures", folder, count=len(names), names=_named(names))


def _missing_pictures(path: str, state: TranscriptState) -> Iterator[Problem]:
    found = {reference for reference, _ in state.assets}
    missing = [each for each in state.references if each[0] not in found]
    for code, names in (
        ("missing-pictures", [each for each in missing if not is_export_reference(each[0])]),
        ("missing-export-pictures", [each for each in missing if is_export_reference(each[0])]),
    ):
        if names:
            yield Problem(code, path, names[0][1], count=len(names), names=_named([name for name, _ in names]))


def _named(names: list[str]) -> tuple[str, ...]:
    return (*names[:_MAX_NAMED], *(["…"] if len(names) > _MAX_NAMED else []))

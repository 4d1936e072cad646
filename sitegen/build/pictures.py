"""The pictures of conversations: what messages refer to, which files that are, and what is published of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from sitegen.archive.asset_files import (
    AssetFile,
    AssetIndex,
    has_export_name,
    is_export_reference,
    is_local_reference,
    is_picture_name,
)
from sitegen.archive.folder import Archive
from sitegen.archive.transcript_files import TranscriptFile
from sitegen.build.state import PictureReference, TranscriptState
from sitegen.model import Block, BlockKind, Conversation, OutputFile, Picture
from sitegen.model.problems import Problem
from sitegen.permalinks import urls
from sitegen.privacy.picture_files import CheckedPicture, RefusedPicture, check_picture
from sitegen.readers.containers.zip_archive import member_stamps
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
    """Pictures of a conversation as the site gets them."""

    conversation: Conversation
    """With `Conversation.pictures`."""
    files: tuple[OutputFile, ...]
    problems: tuple[Problem, ...]


def find_references(
    conversation: Conversation, source: Source, embedded: Iterable[EmbeddedPicture]
) -> tuple[PictureReference, ...]:
    """Return the references to files that the messages show as pictures, in order."""
    in_source = {each.address for each in embedded}
    found: dict[str, PictureReference] = {}
    for reference, block in _references(conversation):
        if reference not in found and reference not in in_source and is_local_reference(reference):
            offset = source.text_offset(block.span.start)
            place = source.text.find(reference, offset)
            line = source.line_number(place if place >= 0 else offset)
            is_exported = block.kind is BlockKind.IMAGE or is_export_reference(reference)
            found[reference] = PictureReference(reference, line, is_exported)
    return tuple(found.values())


def _references(conversation: Conversation) -> Iterator[tuple[str, Block]]:
    """Yield all references of pictures with their blocks."""
    for message in conversation.messages:
        for block in message.blocks:
            if block.kind is BlockKind.IMAGE and block.asset:
                yield block.reference, block
            elif block.kind in (BlockKind.PROSE, BlockKind.THINKING):
                for reference in markdown_references(block.text):
                    yield reference, block


def markdown_references(text: str) -> Iterator[str]:
    """Yield the targets of the images in Markdown."""
    if "![" in text:
        for match in _IMAGE.finditer(_CODE.sub("", text) if "`" in text else text):
            yield match["quoted"] or match["bare"] or ""


def resolve_references(
    archive: Archive, states: Mapping[str, TranscriptState]
) -> dict[str, tuple[tuple[str, AssetFile], ...]]:
    """Return the files that each transcript refers to, with their references; by path of the transcript."""
    referring = [each for each in archive.files if states[each.path].references]
    if not referring:
        return {}
    index = AssetIndex((*(each for each in archive.asset_files if not each.is_private), *_in_zips(referring)))
    found = {
        each.path: tuple(
            (ref.reference, file)
            for ref in states[each.path].references
            if (file := index.find(_folder(each), ref.reference))
        )
        for each in referring
    }
    return {path: files for path, files in found.items() if files}


def _in_zips(transcripts: Iterable[TranscriptFile]) -> Iterator[AssetFile]:
    """Yield the pictures in zips, at the same places as if they were unpacked into a folder with the zip's name."""
    for path, file in {_container(each): each.file for each in transcripts if _is_in_zip(each)}.items():
        try:
            members = member_stamps(file)
        except OSError:  # its conversations cannot be read either
            continue
        for name, stamp in members.items():
            if is_picture_name(name) or has_export_name(name):
                yield AssetFile(f"{path}/{name}", file, stamp, member=name)


def _is_in_zip(transcript: TranscriptFile) -> bool:
    return transcript.part is not None and transcript.part.container == "zip_archive"


def _container(transcript: TranscriptFile) -> str:
    """Return the path of the file that holds the transcript."""
    part = transcript.part
    return transcript.path.removesuffix(f"{PART_SEPARATOR}{part.name}") if part else transcript.path


def _folder(transcript: TranscriptFile) -> str:
    path = _container(transcript)
    if transcript.part and _is_in_zip(transcript):
        path = f"{path}/{transcript.part.member}"
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
    missing = [each for each in state.references if each.reference not in found]
    for code, references in (
        ("missing-pictures", [each for each in missing if not each.is_exported]),
        ("missing-export-pictures", [each for each in missing if each.is_exported]),
    ):
        if references:
            names = _named([each.reference for each in references])
            yield Problem(code, path, references[0].line, count=len(references), names=names)


def _named(names: list[str]) -> tuple[str, ...]:
    return (*names[:_MAX_NAMED], *(["…"] if len(names) > _MAX_NAMED else []))

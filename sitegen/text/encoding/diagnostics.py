"""What the owner of a file should know about how its bytes became text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sitegen.model import Repair
from sitegen.model.message import How
from sitegen.model.problems import Severity
from sitegen.text.encoding.decoding import BINARY, Certainty, Decoded
from sitegen.text.encoding.mojibake import Diagnosis, Verdict


@dataclass(frozen=True, slots=True)
class Remark:
    """A problem that does not know yet in which file and line it is."""

    message: str
    remedy: str
    offset: int | None = None
    """Characters of the decoded source."""
    severity: Severity = Severity.PROBLEM


def find_remarks(
    decoded: Decoded, told: str | None, diagnosis: Diagnosis | None, repairs: Sequence[Repair]
) -> Iterator[Remark]:
    """Everything worth telling about one file; ``told`` is the encoding that the owner named."""
    yield from _about_content(decoded)
    yield from _about_encoding(decoded, told)
    yield from _about_replacements(decoded, repairs)
    if diagnosis:
        yield from _about_mojibake(diagnosis, [each for each in repairs if each.how not in _REPLACED])


_REPLACED = (How.UNDECODABLE, How.NUL)


def _about_content(decoded: Decoded) -> Iterator[Remark]:
    if decoded.encoding == BINARY:
        yield Remark(f"this is {decoded.kind}, not a transcript", "move it out of the folder of transcripts")
    elif not decoded.text:
        yield Remark("this file is empty", "export the conversation again, or delete the file")


def _about_encoding(decoded: Decoded, told: str | None) -> Iterator[Remark]:
    if decoded.certainty is Certainty.CONTRADICTED:
        yield Remark(
            f"this file is not {told}, as its settings say: written back, it would not be the same bytes; "
            f"read as {decoded.encoding}",
            "correct or remove `encoding` in sitegen.toml",
        )
    elif decoded.certainty is Certainty.GUESSED:
        yield Remark(
            f"this file is not UTF-8; read as {decoded.encoding}, which is a guess",
            'if words look wrong, name its `encoding = "…"` in sitegen.toml, or save the file as UTF-8',
            severity=Severity.NOTE,
        )


def _about_replacements(decoded: Decoded, repairs: Sequence[Repair]) -> Iterator[Remark]:
    for how, noun, reason in (
        (How.UNDECODABLE, "broken byte", f"not {decoded.encoding}"),
        (How.NUL, "NUL character", "no page can show it"),
    ):
        found = [repair for repair in repairs if repair.how is how]
        if found:
            count = sum(len(repair.after) for repair in found)
            yield Remark(
                f"{_count(count, noun)} shown as U+FFFD, first here: {reason}",
                "export the conversation again if you can",
                found[0].offset,
            )


def _about_mojibake(diagnosis: Diagnosis, repairs: Sequence[Repair]) -> Iterator[Remark]:
    damage = f"UTF-8 that was read as {diagnosis.code_page}"
    restored = [repair for repair in repairs if repair.confident]
    proposed = [repair for repair in repairs if not repair.confident]
    if diagnosis.verdict is not Verdict.RESTORED:
        yield Remark(
            f"{_count(len(proposed), 'place')} with what looks like {damage}, first here; "
            f"left alone: {diagnosis.verdict}",
            "correct what is damage there, or export the conversation again as UTF-8",
            proposed[0].offset,
            Severity.PROBLEM if diagnosis.verdict is Verdict.UNPROVEN else Severity.NOTE,
        )
        return
    inferred = sum(repair.how is not How.LOSSLESS for repair in restored)
    yield Remark(
        f"{_count(len(restored), 'character')} restored from {damage}, {inferred} of them by inference",
        "compare them with the conversation if you can, and export it again as UTF-8 if one is wrong",
        restored[0].offset,
        Severity.NOTE,
    )
    if proposed:
        yield Remark(
            f"{_count(len(proposed), 'place')} with {damage}, first here; "
            "left alone, as a byte is lost and nothing tells which",
            "see what is proposed on the page, and correct the file or export the conversation again",
            proposed[0].offset,
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

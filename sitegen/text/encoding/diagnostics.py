"""Report how the bytes of a file became text: guesses, replacements and repairs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sitegen.model import Repair
from sitegen.model.message import RepairMethod
from sitegen.text.encoding.decoding import BINARY, Certainty, Decoded
from sitegen.text.encoding.mojibake import Diagnosis, MojibakeVerdict


@dataclass(frozen=True, slots=True)
class EncodingNote:
    """A problem without its path and line."""

    code: str
    parameters: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    offset: int | None = None
    """Characters of the decoded source."""


def encoding_notes(
    decoded: Decoded, declared: str | None, diagnosis: Diagnosis | None, repairs: Sequence[Repair]
) -> Iterator[EncodingNote]:
    """Yield all notes about one file; ``declared`` is the encoding in the settings."""
    if decoded.encoding == BINARY:
        yield EncodingNote("binary-file", {"kind": decoded.kind})
    elif not decoded.text:
        yield EncodingNote("empty-file")
    if decoded.certainty is Certainty.CONTRADICTED:
        parameters = {"declared": declared or "", "encoding": decoded.encoding}
        yield EncodingNote("wrong-encoding-setting", parameters)
    elif decoded.certainty is Certainty.GUESSED:
        yield EncodingNote("guessed-encoding", {"encoding": decoded.encoding})
    yield from _replacement_notes(decoded, repairs)
    if diagnosis:
        methods = (RepairMethod.UNDECODABLE, RepairMethod.NUL)
        yield from _mojibake_notes(diagnosis, [each for each in repairs if each.method not in methods])


def _replacement_notes(decoded: Decoded, repairs: Sequence[Repair]) -> Iterator[EncodingNote]:
    for method, code, parameters in (
        (RepairMethod.UNDECODABLE, "undecodable-bytes", {"encoding": decoded.encoding}),
        (RepairMethod.NUL, "nul-characters", {}),
    ):
        replaced = [repair for repair in repairs if repair.method is method]
        if replaced:
            count = sum(len(repair.after) for repair in replaced)
            yield EncodingNote(code, {"count": count, **parameters}, replaced[0].offset)


_CODES = {
    MojibakeVerdict.MIXED: "mixed-mojibake",
    MojibakeVerdict.MENTIONED: "mentioned-mojibake",
    MojibakeVerdict.UNPROVEN: "unproven-mojibake",
}


def _mojibake_notes(diagnosis: Diagnosis, repairs: Sequence[Repair]) -> Iterator[EncodingNote]:
    restored = [repair for repair in repairs if repair.confident]
    proposed = [repair for repair in repairs if not repair.confident]
    parameters = {"code_page": diagnosis.code_page}
    if diagnosis.verdict is MojibakeVerdict.PARTLY_RESTORED:
        yield EncodingNote("repeated-mojibake", parameters, restored[0].offset)
    elif diagnosis.verdict is not MojibakeVerdict.RESTORED:
        yield EncodingNote(_CODES[diagnosis.verdict], {"count": len(proposed), **parameters}, proposed[0].offset)
        return
    inferred = sum(repair.method is not RepairMethod.LOSSLESS for repair in restored)
    counts = {"count": len(restored), "inferred": inferred}
    yield EncodingNote("restored-mojibake", {**counts, **parameters}, restored[0].offset)
    if proposed:
        yield EncodingNote("ambiguous-mojibake", {"count": len(proposed), **parameters}, proposed[0].offset)

"""Bytes can be restored from the text, and every change is recorded and reported."""

import codecs
import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sitegen.model import Repair, Span
from sitegen.model.problems import Problem
from sitegen.text.source import Source, read_source
from tests.mojibake_samples import DAMAGED, make_mojibake

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp1250", "cp1251",
    "koi8-r", "latin-1", "mac-roman", "cp437", "shift_jis", "cp932", "euc-jp", "gb18030", "big5", "euc-kr",
    "utf-7",
)  # fmt: skip


def printed(source: Source) -> list[str]:
    return [str(problem) for problem in source.problems]


@given(st.binary(max_size=400), st.sampled_from([None, *ENCODINGS, "idna", "rot13", "no such encoding"]))
@example(b"\xff\xfe\x00", None)
@example(b"\xff\xfe\x00\xd8\x41", None)
@example(b"\x00\xd8", "utf-16-le")
@example(b"\xef\xbb\xbf\xff", None)
@example(b"\r\r\n\r\n\r", None)
@example("ğŸ¨ â€™ â€™ â€™\r\n".encode(), None)
def test_any_bytes_are_restored_from_the_text(data: bytes, encoding: str | None) -> None:
    source = read_source("any.md", data, encoding)
    assert source.to_bytes() == data
    assert not any("\ud800" <= char <= "\udfff" or char == "\0" for char in source.text)


@given(
    st.lists(st.text("Ab0 éñßżłяЖλ灯台“”—…🎨\0", max_size=12), max_size=8),
    st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"]),
    st.sampled_from(ENCODINGS),
    st.booleans(),
)
def test_text_in_any_encoding_with_mixed_line_ends_is_restored(
    lines: list[str], end: str, encoding: str, is_declared: bool
) -> None:
    ends = [end, "\n", "\r\n"]
    text = "".join(line + ends[index % 3] for index, line in enumerate(lines))
    data = text.encode(encoding, "ignore")
    assert read_source("any.md", data, encoding if is_declared else None).to_bytes() == data


@given(st.lists(st.sampled_from(["\r\n", "\n", "\r", "\0", "é", "ab", *DAMAGED["quotes"].split()]), max_size=60))
def test_the_spans_of_single_characters_tile_the_decoded_source(parts: list[str]) -> None:
    source = read_source("any.md", make_mojibake("".join(parts), "cp1252").encode())
    spans = [source.decoded_span(Span(offset, offset + 1)) for offset in range(len(source.text))]
    assert "".join(span.of(source.decoded_text()) for span in spans) == source.decoded_text()


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"plain", "utf-8", "plain"),
        ("zażółć".encode(), "utf-8", "zażółć"),
        (codecs.BOM_UTF8 + "é".encode(), "utf-8-sig", "é"),
        (codecs.BOM_UTF16_LE + "é🎨\r\n".encode("utf-16-le"), "utf-16-le", "é🎨\n"),
        (codecs.BOM_UTF16_BE + "é🎨".encode("utf-16-be"), "utf-16-be", "é🎨"),
        (codecs.BOM_UTF32_LE + "é🎨".encode("utf-32-le"), "utf-32-le", "é🎨"),
        ("Name: plain words\n".encode("utf-16-le"), "utf-16-le", "Name: plain words\n"),
        ("灯台 の 猫\n数える\n".encode("utf-16-be"), "utf-16-be", "灯台 の 猫\n数える\n"),
    ],
)
def test_unicode_encodings_are_detected(data: bytes, encoding: str, text: str) -> None:
    source = read_source("a.md", data)
    assert (source.encoding, source.text, source.repairs, source.problems) == (encoding, text, (), ())


UNMARKED_UTF_16 = (
    "**USER:**\n\n灯台の光は一晩中回っていた。\n",
    "用户：今晚的海很静。\n模型：灯塔一直在转。\n",
    "한 사람: 등대는 바다를 바라본다.\n모델: 밤은 조용하다.\n",
    "Сторож: Маяк стоит у моря.\nГолос: Ночь тиха.\n",
    "الحارس: البحر هادئ الليلة.\nالصوت: نعم، والمنارة تدور.\n",
    "שומר: הים שקט הלילה.\nקול: כן.\n",
    "रखवाला: समुद्र शांत है।\nआवाज़: हाँ।\n",
    "คนเฝ้า: ทะเลเงียบ\nเสียง: ใช่\n",
    "Keeper: “The lamp…” — ┌──┐ │ 🎨\n" * 3,
)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_detected_in_every_script(encoding: str) -> None:
    for text in UNMARKED_UTF_16:
        source = read_source("a.md", text.encode(encoding))
        assert (source.encoding, source.text, source.repairs, source.problems) == (encoding, text, (), ())


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp1251", "cp932"])
def test_nuls_in_another_encoding_do_not_make_utf_16_of_it(encoding: str) -> None:
    text = "Keeper: the lamp turned, and turned.\nVoice: the tide came in at three.\n" * 20
    kinds = {"cp1252": "déjà vu\n" * 30, "cp1251": "Ночь тиха\n" * 30, "cp932": "灯台の猫\n" * 30}
    data = (text + kinds.get(encoding, "")).encode(encoding)
    for distance in (7, 50, 51, 400):
        parts = [data[start : start + distance] for start in range(0, len(data), distance)]
        assert not read_source("a.md", b"\0".join(parts)).encoding.startswith("utf-16")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("She said it was a café and left.", "cp1252"),
        ("“Quotes” and dashes — that’s all we have here, said the fox.", "cp1252"),
        ("Żółw pożyczył łódź i odpłynął w noc; świerszcze ćwiczyły gamę.", "cp1250"),
        ("Кошка маяка считала волны до утра и уснула.", "cp1251"),
        ("Кошка маяка считала волны до утра и уснула.", "koi8_r"),
        ("Η γάτα του φάρου μετρούσε κύματα ως το πρωί.", "cp1253"),
        ("Deniz fenerinin kedisi sabaha kadar dalgaları saydı, şaşırdı.", "cp1254"),
        ("灯台の猫は波を数えて、朝まで眠らなかった。", "cp932"),
        ("灯台の猫は波を数えて、朝まで眠らなかった。", "euc_jp"),
        ("灯塔里没有人，只有一只会数数的猫。", "gb18030"),
    ],
)
def test_a_guessed_legacy_encoding_is_a_note(text: str, encoding: str) -> None:
    transcript = f"### Alice\n\nThe plain words stand here.\n\n{text}\n"
    source = read_source("a.md", transcript.encode(encoding))
    assert (source.encoding, source.text) == (encoding, transcript)
    assert source.problems == (Problem("guessed-encoding", "a.md", encoding=encoding),)
    assert printed(source) == [
        f"a.md: The file is not UTF-8; it was read as {encoding}, which is a guess. "
        "If words look wrong, set `encoding` in sitegen.toml, or save the file as UTF-8."
    ]
    assert source.problems[0].is_note


def test_a_declared_encoding_is_used_without_a_note() -> None:
    source = read_source("a.md", "灯台".encode("euc-jp"), "EUC_JP")
    assert (source.encoding, source.text, source.problems) == ("euc_jp", "灯台", ())
    marked = read_source("a.md", "é".encode("utf-16"), "utf16")
    assert (marked.encoding, marked.text, marked.problems) == ("utf-16-le", "é", ())


def test_a_wrong_declared_encoding_is_a_problem() -> None:
    source = read_source("a.md", b"one +AGE- two", "utf-7")
    assert (source.encoding, source.text) == ("utf-8", "one +AGE- two")
    assert printed(source) == [
        "a.md: The file is not utf-7, the `encoding` in sitegen.toml; it was read as utf-8. "
        "Correct or remove `encoding`."
    ]
    assert not source.problems[0].is_note


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\nc\r\n", "a\nb\nc\n"),
        ("a\rb\r", "a\nb\n"),
        ("a\rb\r\nc", "a\rb\nc"),
        ("a\r\r\nb\n\r", "a\nb\n\r"),
    ],
)
def test_line_ends_become_newlines_except_a_lone_cr_among_others(raw: str, text: str) -> None:
    source = read_source("a.md", raw.encode())
    assert (source.text, source.repairs, source.problems) == (text, (), ())


def test_undecodable_bytes_are_replaced_recorded_and_reported_once() -> None:
    source = read_source("a.md", "été\r\n\r\n".encode() + b"a\xff\xfeb\xe2\x80c")
    assert (source.encoding, source.text) == ("utf-8", "été\n\na��b��c")
    assert source.repairs == (
        Repair(8, "\\xff\\xfe", "��", "undecodable byte", confident=True),
        Repair(11, "\\xe2\\x80", "��", "undecodable byte", confident=True),
    )
    assert printed(source) == [
        "a.md:3: 4 bytes are not valid utf-8 and shown as U+FFFD, the first on this line. "
        "Export the conversation again if possible."
    ]


def test_nul_is_replaced_recorded_and_reported() -> None:
    source = read_source("a.md", b"one\ntw\0o\n")
    assert source.text == "one\ntw�o\n"
    assert source.repairs == (Repair(6, "\\x00", "�", "NUL", confident=True),)
    assert printed(source) == [
        "a.md:2: 1 NUL character is shown as U+FFFD, the first on this line. Export the conversation again if possible."
    ]


def test_an_incomplete_character_at_the_end_of_utf_16_is_replaced() -> None:
    source = read_source("a.md", codecs.BOM_UTF16_LE + "ok".encode("utf-16-le") + b"\x41")
    assert (source.text, source.tail) == ("ok�", b"\x41")
    assert source.repairs == (Repair(2, "\\x41", "�", "undecodable byte", confident=True),)


def test_a_file_truncated_within_a_character_stays_utf_8() -> None:
    source = read_source("a.md", "the end is near …".encode()[:-1])
    assert (source.encoding, source.text) == ("utf-8", "the end is near ��")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty. If the text was lost, save it again; otherwise delete the file."),
        (codecs.BOM_UTF8, "The file is empty. If the text was lost, save it again; otherwise delete the file."),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "This is a PNG image, not text. Replace it with a text file, or move it to another folder.",
        ),
        (
            b"PK\x03\x04\x14\0\0\0",
            "This is a ZIP archive or an office document, not text. Replace it with a text file, or move it to another folder.",
        ),
        (
            b"\0\x01\0\x02name\0\0\0\x07" * 20,
            "This is binary data, not text. Replace it with a text file, or move it to another folder.",
        ),
        (
            bytes(range(256)) * 4,
            "This is binary data, not text. Replace it with a text file, or move it to another folder.",
        ),
    ],
)
def test_a_binary_or_empty_file_has_an_empty_text_and_a_problem(data: bytes, message: str) -> None:
    source = read_source("a.md", data)
    assert (source.text, source.repairs, printed(source)) == ("", (), [f"a.md: {message}"])
    assert source.to_bytes() == data


def test_terminal_colours_are_text() -> None:
    data = b"\x1b[1m\x1b[34mTurn 1: Alice\x1b[0m\n" * 5
    assert read_source("a.log", data).text == data.decode()


def test_mojibake_after_crlf_and_undecodable_bytes_has_the_right_offset() -> None:
    raw = b"\r\nx\xff\r\n" + make_mojibake(DAMAGED["quotes"] * 3, "cp1252").replace("\n", "\r\n").encode()
    source = read_source("a.md", raw * 1)
    assert source.text == "\nx�\n" + DAMAGED["quotes"] * 3
    for repair in source.repairs[1:]:
        assert source.decoded_text().startswith(repair.before, repair.offset)
        assert source.text.startswith(repair.after, source.text_offset(repair.offset))
    assert source.problems == (
        Problem("undecodable-bytes", "a.md", 2, count=1, encoding="utf-8"),
        Problem("restored-mojibake", "a.md", 3, count=39, code_page="cp1252", inferred=15),
    )
    assert printed(source)[1] == (
        "a.md:3: Repaired 39 characters of UTF-8 text that was decoded as cp1252, 15 of them by inference. "
        "Compare them with the original; if one is wrong, export the conversation again as UTF-8."
    )


def test_unrepaired_mojibake_is_a_problem_with_its_line() -> None:
    source = read_source("a.md", make_mojibake("✓✓✓\r\nand ← there", "cp1252").encode())
    assert source.text == "✓✓✓\nand â† there"
    assert [(problem.line, problem.is_note) for problem in source.problems] == [(1, True), (2, False)]
    assert printed(source)[1] == (
        "a.md:2: 1 place with UTF-8 text that was decoded as cp1252 cannot be repaired, the first on this line: "
        "a byte is missing, and several characters are possible. "
        "Choose from the candidates on the page of the conversation and correct the file, or export it again."
    )
    assert (source.repairs[-1].confident, "←" in source.repairs[-1].candidates) == (False, True)


def test_line_numbers_start_at_one_and_the_end_is_on_the_last_line() -> None:
    source = read_source("a.md", b"ab\r\n\r\nc")
    assert [source.line_number(offset) for offset in range(len(source.text) + 1)] == [1, 1, 1, 2, 3, 3]


def test_a_source_can_be_sent_to_another_process() -> None:
    source = read_source("a.md", make_mojibake(DAMAGED["group chat"], "cp1254").encode())
    copy = pickle.loads(pickle.dumps(source))
    assert copy == source
    assert (copy.decoded_span(Span(0, 9)), copy.line_number(99)) == (
        source.decoded_span(Span(0, 9)),
        source.line_number(99),
    )


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("mixed-mojibake", "Not repaired, because other unusual characters are correct."),
        (
            "mentioned-mojibake",
            "Not repaired, because the text is about encodings and may show damage on purpose.",
        ),
        ("unproven-mojibake", "Not repaired, because the repair cannot be verified."),
    ],
)
def test_the_reason_against_a_repair_is_printed(code: str, message: str) -> None:
    assert str(Problem(code, "a.md", 1, count=2, code_page="cp1252")) == (
        f"a.md:1: 2 places look like UTF-8 text that was decoded as cp1252, the first on this line. {message} "
        "Correct the damaged characters in the file, or export the conversation again as UTF-8."
    )

"""Whatever happened to a PDF's bytes, reading ends with a document or with a reason."""

import random

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from yusuan.document import Damaged, Document
from yusuan.readers import pdf


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    path = tmp_path_factory.mktemp("whole") / "whole.pdf"
    canvas = Canvas(str(path), pageCompression=0)
    for page in range(3):
        canvas.setFont("STSong-Light", 10)
        for row in range(6):
            for column in range(4):
                canvas.rect(50 + 100 * column, 600 - 30 * row, 100, 30)
                canvas.drawString(55 + 100 * column, 610 - 30 * row, f"第{page}页{row}-{column}")
        canvas.showPage()
    canvas.save()
    return path.read_bytes()


def _cut(raw: bytearray, pick: random.Random) -> None:
    del raw[pick.randrange(len(raw)) :]


def _bytes(raw: bytearray, pick: random.Random) -> None:
    for _ in range(pick.choice((1, 20, 300))):
        raw[pick.randrange(len(raw))] = pick.randrange(256)


def _digits(raw: bytearray, pick: random.Random) -> None:
    for at in pick.sample([at for at, byte in enumerate(raw) if 48 <= byte <= 57], 100):
        raw[at] = pick.randrange(48, 58)


def _zeros(raw: bytearray, pick: random.Random) -> None:
    start = pick.randrange(len(raw) - 500)
    raw[start : start + 500] = bytes(500)


@pytest.mark.parametrize("damage", [_cut, _bytes, _digits, _zeros])
def test_damage_ends_with_a_document_or_a_reason(tmp_path, whole, damage):
    path = tmp_path / "damaged.pdf"
    for seed in range(12):
        raw = bytearray(whole)
        damage(raw, random.Random(seed))
        path.write_bytes(raw)
        try:
            assert isinstance(pdf.read(path, "0" * 64), Document)
        except Damaged as damaged:
            assert damaged.reason

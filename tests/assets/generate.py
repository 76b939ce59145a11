#!/usr/bin/env python3
"""Makes the documents of this folder: python3 generate.py (needs chromium, qpdf and a CJK font; Python's standard library otherwise).

All texts are this project's own, under its licence. PDFs carry the time of their making, so a new run changes their bytes, not their text.
"""

import html
import pathlib
import random
import struct
import subprocess
import tempfile
import zipfile
import zlib

import chinese
import english
import handbook

HERE = pathlib.Path(__file__).parent
STYLE = """@page { size: A5; margin: 14mm } body { font: 10.5pt/1.5 "Liberation Serif", "Noto Sans CJK SC", serif; margin: 0 }
section { break-after: page; position: relative; height: 178mm; overflow: hidden } section:last-child { break-after: auto } h1 { font-size: 20pt } h2 { font-size: 14pt }
header { font-size: 8pt; margin-bottom: 4mm } footer { position: absolute; bottom: 0; font-size: 8pt; width: 100%; text-align: center } p { margin: 0 0 2.5mm; text-align: justify }
.toc p { margin: 0; font-size: 7pt; line-height: 1.3 } .toc { columns: 1 }"""


def page(number, title, paragraphs, running):
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    return f"<section><header>{running}</header><h2>{html.escape(title)}</h2>{body}<footer>{number}</footer></section>"


def print_pdf(markup, title, language, target):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "source.html")
        source.write_text(f"<!doctype html><html lang={language}><meta charset=utf-8><title>{title}</title><style>{STYLE}</style>{markup}</html>", "utf-8")
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
                        f"--print-to-pdf={target}", str(source)], check=True, capture_output=True)


def english_pdf():
    pages = handbook.sections()
    lines = "".join(f"<p>{html.escape(title)} {'. ' * (60 - len(title))}{number}</p>" for number, (title, _) in enumerate(pages, 3))
    cover = f"<section><h1>{handbook.TITLE}</h1><p>Soil, seed and harvest, with forty-two crops</p><p>© The Dpa.Realtime contributors. This book may be copied under the MIT licence.</p></section>"
    contents = f"<section class=toc><h2>Contents</h2>{lines}</section>"
    markup = cover + contents + "".join(page(number, title, text, handbook.TITLE) for number, (title, text) in enumerate(pages, 3))
    print_pdf(markup, handbook.TITLE, "en", HERE / "kitchen-garden.en.pdf")


def chinese_pdf():
    markup = "".join(page(number, title, text, chinese.MANUAL_TITLE) for number, (title, text) in enumerate(chinese.MANUAL, 1))
    print_pdf(markup, chinese.MANUAL_TITLE, "zh-CN", HERE / "library-volunteers.zh.pdf")


def image_only_pdf():
    """Two pages that are one grey picture each, as a scanner without text recognition makes them."""
    width, height = 300, 420
    noise = random.Random(7)
    rows = b"".join(bytes(40 if y % 20 < 3 and 30 < x < 270 and noise.random() < 0.8 else 245 for x in range(width)) for y in range(height))
    picture = zlib.compress(rows, 9)
    drawing = b"q 300 0 0 420 0 0 cm /P Do Q"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>"]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 420] /Resources << /XObject << /P 5 0 R >> >> /Contents 6 0 R >>"] * 2
    objects.append(b"<< /Type /XObject /Subtype /Image /Width 300 /Height 420 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length "
                   + str(len(picture)).encode() + b" >>\nstream\n" + picture + b"\nendstream")
    objects.append(b"<< /Length " + str(len(drawing)).encode() + b" >>\nstream\n" + drawing + b"\nendstream")
    (HERE / "image-only.pdf").write_bytes(pdf_file(objects))


def pdf_file(objects):
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += str(number).encode() + b" 0 obj\n" + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))


def docx():
    """The English guide's first parts as Word would write them, small enough to be read by eye."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    def paragraph(text, style=None):
        look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{look}<w:r><w:t>{html.escape(text)}</w:t></w:r></w:p>"
    body = []
    for title, paragraphs in handbook.GENERAL:
        body += [paragraph(title, "Titre1")] + [paragraph(text) for text in paragraphs]
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{word}"><w:body>{"".join(body)}</w:body></w:document>'
    styles = f'<?xml version="1.0" encoding="UTF-8"?><w:styles xmlns:w="{word}"><w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/></w:style></w:styles>'
    types = ('<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
             'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
             'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    relations = ('<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
                 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
    write_zip("garden-basics.en.docx", {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document, "word/styles.xml": styles})


def write_zip(name, entries):
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, text in entries.items():
            archive.writestr(zipfile.ZipInfo(entry, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)


def web_page():
    parts = "".join(f"<h2>{title}</h2>" + "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs) for title, paragraphs in handbook.GENERAL[:3])
    (HERE / "garden-basics.en.html").write_text(
        f"<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>Garden basics</title><style>p {{ color: green }}</style></head>\n"
        f"<body><nav>Home · Shop</nav><h1>Garden basics</h1>{parts}<script>var hidden = 'script text';</script></body></html>\n", "utf-8")


def hostile():
    whole = (HERE / "kitchen-garden.en.pdf").read_bytes()
    (HERE / "corrupt.pdf").write_bytes(whole[:20_000])
    (HERE / "empty.txt").write_bytes(b"")
    write_zip("zip-named-as.pdf", {"notes.txt": "This is an archive, whatever its name says.\n"})
    (HERE / "unknown.bin").write_bytes(random.Random(11).randbytes(1024))
    subprocess.run(["qpdf", "--encrypt", "reader", "owner", "256", "--", str(HERE / "image-only.pdf"), str(HERE / "encrypted.pdf")], check=True)


def texts():
    (HERE / "cycling.zh.md").write_text(chinese.GUIDE, "utf-8")
    (HERE / "laboratory-safety.zh.txt").write_bytes(chinese.REGULATION.encode("gb18030"))
    (HERE / "repair-cafe.en.md").write_text(english.GUIDE, "utf-8")
    (HERE / "library-report.en.txt").write_text(english.REPORT, "utf-8")


if __name__ == "__main__":
    texts()
    web_page()
    docx()
    english_pdf()
    chinese_pdf()
    image_only_pdf()
    hostile()

#!/usr/bin/env python3
"""Makes tests/assets/tools: the same few texts in files of real programs (python3 tools.py; needs chromium, pandoc, qpdf, LibreOffice
with Writer, Calc and Impress, and the fonts Noto Sans CJK and DejaVu Sans or another with Hebrew and Arabic).

All texts are this project's own, under its licence. The files carry the programs' marks and times, so a new run changes their bytes.
"""

import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).parent / "tools"

MARKDOWN = """---
title: The mill handbook
---

# Grinding

The miller opens the sluice at dawn.[^1] Energy is $E=mc^2$ and the wheel turns at $\\frac{v}{2\\pi r}$.

| Grain | Hours |
|-------|-------|
| Barley | 9 |
| Spelt | 12 |

## Water

- The pond fills in the night.
- The race is cleaned in May.

[^1]: A tachyon walks into the mill.
"""

COLUMNS = ("<div style='columns: 2; column-gap: 24pt'>"
           + "".join(f"<p>Column story part {part} tells how the kohlrabi of bed {part} grew tall in the summer of last year beside the pond.</p>" for part in range(1, 9)) + "</div>")

PAGES = {
    "hebrew.html.pdf": ("he", "<p dir=rtl>שלום עולם, זהו ספר הגינה (מהדורה 12) של Dpa משנת 2026.</p><p dir=rtl>בכל בוקר המתנדבים נפגשים בספרייה.</p>"),
    "arabic.html.pdf": ("ar", "<p dir=rtl>يجتمع المتطوعون كل صباح في المكتبة رقم 45.</p><p dir=rtl>هذا دليل الحديقة.</p>"),
    "mixed.html.pdf": ("en", "<p>The Hebrew for garden is גינה קטנה and it is used twice.</p>"),
    "vertical.html.pdf": ("ja", "<div style='writing-mode: vertical-rl; height: 90mm'><p>庭の本は毎朝図書館で読まれています。</p><p>種をまく日は三月です。</p></div>"),
    "vertical-words.html.pdf": (
        "ja",
        "<div style='writing-mode: vertical-rl; height: 90mm'>"
        "<p>庭の本 Open Garden Handbook は毎朝図書館で読まれています。</p>"
        "<p>Dpa の種をまく日は2026年の三月12日です。次の Latin words that run over the end of one column 続きです。</p></div>",
    ),
    "columns.html.pdf": ("en", COLUMNS),
    "turned.html.pdf": ("en", "<p>The level text of the page stands here for the reader.</p><p style='position: absolute; left: 120mm; top: 60mm; writing-mode: vertical-rl'>Sideways stamp number QX4711</p>"),
    "spaced.html.pdf": ("zh", "<h1>目　录</h1><h1>C O N T E N T S</h1><p style='letter-spacing: 0.6em'>WIDE TITLE</p><p>正文从这里开始。</p>"),
}


def run(*command):
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def print_pdf(language, body, target):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "source.html")
        source.write_text(f"<!doctype html><html lang={language}><meta charset=utf-8><title>x</title><style>@page {{ size: A5 }}</style>{body}</html>", "utf-8")
        run("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer", f"--print-to-pdf={target}", str(source))


def office(folder, source, target_type):
    run("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target_type, "--outdir", str(folder), str(source))


def main():
    HERE.mkdir(exist_ok=True)
    for name, (language, body) in PAGES.items():
        print_pdf(language, body, HERE / name)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        source = folder / "mill.md"
        source.write_text(MARKDOWN, "utf-8")
        for kind in ("docx", "epub", "pptx", "odt", "html"):
            run("pandoc", str(source), "--standalone", "-o", str(folder / f"mill.{kind}"))
        for kind in ("docx", "epub", "pptx"):
            (HERE / f"pandoc.{kind}").write_bytes((folder / f"mill.{kind}").read_bytes())
        (folder / "writer").mkdir()
        office(folder / "writer", folder / "mill.odt", "docx")
        office(folder / "writer", folder / "mill.odt", "pdf")
        (HERE / "libreoffice.docx").write_bytes((folder / "writer/mill.docx").read_bytes())
        (HERE / "libreoffice.pdf").write_bytes((folder / "writer/mill.pdf").read_bytes())
        # Sources with a numbered mark at every kind of text that the programs know.
        for kind in ("docx", "epub", "html", "pptx"):
            run("pandoc", str(HERE / "everything.md"), "--standalone", "-o", str(HERE / f"everything.pandoc.{kind}"))
        for kind in ("docx", "pdf"):
            office(folder / "writer", HERE / "everything.fodt", kind)
            (HERE / f"everything.libreoffice.{kind}").write_bytes((folder / f"writer/everything.{kind}").read_bytes())
        table = folder / "stock.csv"
        table.write_text("Grain,Hours,Price\nBarley,9,1.50\nSpelt,12,2.25\n", "utf-8")
        office(folder / "writer", table, "xlsx")
        (HERE / "libreoffice.xlsx").write_bytes((folder / "writer/stock.xlsx").read_bytes())
        office(folder / "writer", folder / "mill.pptx", "pptx")
        (HERE / "libreoffice.pptx").write_bytes((folder / "writer/mill.pptx").read_bytes())
        run("qpdf", "--linearize", "--object-streams=generate", str(HERE / "libreoffice.pdf"), str(HERE / "qpdf-linearized.pdf"))
        run("qpdf", "--rotate=+90:1", str(HERE / "libreoffice.pdf"), str(HERE / "qpdf-rotated.pdf"))
        run("qpdf", "--encrypt", "", "owner", "256", "--", str(HERE / "libreoffice.pdf"), str(HERE / "qpdf-owner-password.pdf"))


if __name__ == "__main__":
    main()

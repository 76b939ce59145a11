"""Puts the real documents of the mixed batch into a folder: python3 collect.py FOLDER [--taken]

They come out of Debian packages (apt-get download) and of the NuGet packages that the build restores; some are
turned into other formats by pandoc and LibreOffice. Needs apt-get, dpkg-deb, pandoc, soffice, qpdf and pdftoppm.
With --taken only what the packages hold as it is: that needs apt-get and dpkg-deb alone, and is what the tests that
kill hosts mix into their batches.
Beside them it writes manifest.tsv: file, and the code that it must fail with; no code where it must complete.
"""

import gzip
import pathlib
import shutil
import subprocess
import sys
import tempfile

PACKAGES = [
    "debian-reference-zh-cn", "debian-reference-en", "debmake-doc", "previsat", "opengnb", "debian-policy",
    "linuxcnc-doc-zh-cn", "debian-faq-zh-cn", "debian-refcard", "ieee-data", "distro-info-data",
]
ASSETS = pathlib.Path(__file__).resolve().parents[2] / "tests" / "assets"
SHARE = "usr/share"
DOC = "usr/share/doc"

# Taken as they are; a name that ends in .gz is unpacked.
TAKEN = [
    *(f"{SHARE}/debian-reference/debian-reference.{language}.{kind}"
      for language in ("en", "zh-cn") for kind in ("pdf", "txt.gz")),
    *(f"{SHARE}/debian-reference/ch{chapter:02}.zh-cn.html" for chapter in range(1, 13)),
    *(f"{DOC}/linuxcnc/LinuxCNC_{part}_zh_CN.pdf"
      for part in ("Documentation", "Developer", "Getting_Started", "Integrator")),
    *(f"{DOC}/debmake-doc/debmake-doc.{language}.{kind}"
      for language in ("en", "zh-cn") for kind in ("pdf", "epub", "txt.gz")),
    f"{SHARE}/Astropedia/PreviSat/doc/PreviSat_en.docx",
    f"{SHARE}/Astropedia/PreviSat/doc/PreviSat_en.pdf",
    *(f"{DOC}/opengnb/{name}" for name in (
        "README_EN.md.gz", "gnb_user_manual_en.md.gz", "zh_CN/README.md.gz", "zh_CN/gnb_user_manual_cn.md.gz",
        "zh_CN/gnb_diagnose_cn.md")),
    *(f"{DOC}/debian-policy/{name}" for name in (
        "policy.epub", "policy.pdf.gz", "policy.txt.gz", "fhs/fhs-3.0.pdf.gz", "fhs/fhs-3.0.txt.gz", "perl-policy.txt.gz", "autopkgtest.txt.gz", "copyright-format-1.0.html",
        "debconf_specification.html")),
    *(f"{DOC}/debian-refcard/refcard-{language}-a4.pdf.gz" for language in ("en", "zh_CN", "zh_TW")),
    *(f"{DOC}/debian/FAQ/zh-cn/{name}.zh-cn.html" for name in (
        "basic-defs", "choosing", "compatibility", "customizing", "ftparchives", "pkg-basics", "uptodate")),
    f"{DOC}/debian/FAQ/debian-faq.zh-cn.txt.gz",
    *(f"{SHARE}/ieee-data/{name}.csv" for name in ("iab", "oui36")),
    *(f"{SHARE}/distro-info/{name}.csv" for name in ("debian", "ubuntu")),
]

# Made from a file of the packages by pandoc: from, to.
CONVERTED = [
    (f"{DOC}/opengnb/zh_CN/gnb_user_manual_cn.md.gz", "gnb_user_manual_cn.docx"),
    (f"{DOC}/debian/FAQ/zh-cn/support.zh-cn.html", "support.zh-cn.docx"),
    (f"{DOC}/debian-policy/perl-policy.html/ch-module_packages.html", "perl-modules.docx"),
    (f"{DOC}/debian/FAQ/zh-cn/pkgtools.zh-cn.html", "pkgtools.zh-cn.epub"),
    (f"{DOC}/opengnb/gnb_user_manual_en.md.gz", "gnb_user_manual_en.epub"),
    (f"{DOC}/debian/FAQ/zh-cn/software.zh-cn.html", "software.zh-cn.pptx"),
    (f"{DOC}/debian/FAQ/zh-cn/nextrelease.zh-cn.html", "nextrelease.zh-cn.pptx"),
    (f"{DOC}/debian/FAQ/zh-cn/kernel.zh-cn.html", "kernel.zh-cn.pptx"),
    (f"{DOC}/opengnb/README_EN.md.gz", "README_EN.pptx"),
    (f"{DOC}/debian-policy/menu-policy.html/ch2.html", "menu-policy.pptx"),
    (f"{DOC}/debian-policy/perl-policy.html/ch-perl.html", "perl-policy.pptx"),
]

# Made from a file of the packages by LibreOffice: from, format.
OFFICE = [
    (f"{SHARE}/distro-info/debian.csv", "xlsx"),
    (f"{SHARE}/distro-info/ubuntu.csv", "xlsx"),
    (f"{SHARE}/ieee-data/iab.csv", "xlsx"),
    (f"{DOC}/debian-policy/perl-policy.html/ch-programs.html", "docx"),
]

NUGET = ["mailkit/*/docs/FAQ.md", "mailkit/*/docs/GMailOAuth2.md", "markdig/*/readme.md"]

OWN = [
    "kitchen-garden.en.pdf", "library-volunteers.zh.pdf", "garden-basics.en.docx", "garden-basics.en.html",
    "cycling.zh.md", "repair-cafe.en.md", "laboratory-safety.zh.txt", "library-report.en.txt",
    "tools/libreoffice.pptx", "tools/libreoffice.xlsx", "tools/pandoc.pptx",
]


def run(*command, folder=None):
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def unpacked(root, name):
    """The bytes of a file of the packages."""
    data = (root / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data


def plain(name):
    return pathlib.Path(name.removesuffix(".gz")).name


def take(root, target):
    for name in TAKEN:
        # Two packages have a README of their own.
        place = ("zh_CN-" if "zh_CN/README" in name else "") + plain(name)
        (target / place).write_bytes(unpacked(root, name))
    for name in OWN:
        shutil.copy(ASSETS / name, target)
    packages = pathlib.Path.home() / ".nuget" / "packages"
    for pattern in NUGET:
        found = sorted(packages.glob(pattern))[-1]
        shutil.copy(found, target / f"{found.relative_to(packages).parts[0]}-{found.name}")


def convert(root, target, scratch):
    for name, made in CONVERTED:
        source = scratch / plain(name)
        source.write_bytes(unpacked(root, name))
        run("pandoc", str(source), "-o", str(target / made), "--metadata", f"title={made}", folder=source.parent)
    for name, kind in OFFICE:
        source = scratch / plain(name)
        source.write_bytes(unpacked(root, name))
        run("soffice", f"-env:UserInstallation=file://{scratch}/office", "--headless", "--convert-to",
            kind if kind == "xlsx" else "docx:MS Word 2007 XML", "--outdir", str(target),
            *([] if kind == "xlsx" else ["--infilter=HTML (StarWriter)"]), str(source))


def write_tables(target):
    """Tables of the project's own, in Chinese and English."""
    rows = [("作物", "周数", "价格（元）"), ("大麦", 9, 1.5), ("燕麦", 7, 2.5), ("荞麦", 11, 3.25), ("糜子", 8, 2.75)]
    for separator, name in ((",", "crops.zh.csv"), (";", "crops-semicolons.zh.csv"), ("\t", "crops-tabs.zh.csv")):
        lines = [separator.join(map(str, row)) for row in [*rows, (name, "", "")]]
        (target / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    people = [("name", "town", "task"), ("Ada", "Ulm", "opens the sluice"), ("Bob", "Bern", "weighs the grain")]
    (target / "people.en.csv").write_text("\n".join(",".join(row) for row in people) + "\n", encoding="utf-8")


def make_broken(root, target, scratch):
    """Inputs that must fail, derived from real documents; each with its code."""
    real = root / f"{SHARE}/debian-reference/debian-reference.zh-cn.pdf"
    run("qpdf", "--encrypt", "user", "owner", "256", "--", str(real), str(target / "broken-encrypted.pdf"))
    (target / "broken-cut.pdf").write_bytes(real.read_bytes()[:300_000])
    run("pdftoppm", "-r", "60", "-jpeg", "-f", "40", "-l", "41", str(real), str(scratch / "scan"))
    (target / "broken-scanned.pdf").write_bytes(pictures(sorted(scratch.glob("scan*.jpg"))))
    return [("broken-encrypted.pdf", "encrypted"), ("broken-cut.pdf", "corrupt"), ("broken-scanned.pdf", "no_text")]


def pictures(files):
    """A PDF of a page for each JPEG file, as a scanner makes it."""
    count = len(files)
    kids = " ".join(f"{3 + 3 * i} 0 R" for i in range(count))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode()]
    for i, file in enumerate(files):
        at = 3 + 3 * i
        jpeg = file.read_bytes()
        width, height = size_of(jpeg)
        drawing = f"q {width} 0 0 {height} 0 0 cm /I Do Q".encode()
        objects += [
            (f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {at + 1} 0 R "
             f"/Resources << /XObject << /I {at + 2} 0 R >> >> >>").encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
            (f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB "
             f"/BitsPerComponent 8 /Filter /DCTDecode /Length {len(jpeg)} >>\nstream\n").encode() + jpeg + b"\nendstream",
        ]
    return pdf_of(objects)


def pdf_of(objects):
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)


def size_of(jpeg):
    """Width and height, from the frame header."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC1, 0xC2):
        at += 2 + int.from_bytes(jpeg[at + 2:at + 4], "big")
    return int.from_bytes(jpeg[at + 7:at + 9], "big"), int.from_bytes(jpeg[at + 5:at + 7], "big")


def main():
    is_taken_alone = sys.argv[2:] == ["--taken"]
    if len(sys.argv) != (3 if is_taken_alone else 2):
        sys.exit(__doc__)
    target = pathlib.Path(sys.argv[1]).resolve()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch_name:
        scratch = pathlib.Path(scratch_name)
        (scratch / "root").mkdir()
        for package in PACKAGES:
            run("apt-get", "-o", "APT::Sandbox::User=root", "download", package, folder=scratch)
        for archive in scratch.glob("*.deb"):
            run("dpkg-deb", "-x", str(archive), str(scratch / "root"))
        take(scratch / "root", target)
        if not is_taken_alone:
            convert(scratch / "root", target, scratch)
        write_tables(target)
        good = sorted(file.name for file in target.iterdir() if file.name != "manifest.tsv" and not file.name.startswith("broken-"))
        broken = [] if is_taken_alone else make_broken(scratch / "root", target, scratch)
    lines = [f"{name}\t" for name in good] + [f"{name}\t{code}" for name, code in broken]
    (target / "manifest.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(good)} good documents and {len(broken)} broken ones in {target}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Counts what the house style is about, for each project below src and samples.

Usage: eng/count-style.py [root]      Prints a table in Markdown, and below it the largest types and the folder cycles.
A type is what counts: partial files are joined. A mutable field is one that is neither readonly nor const, or a property that
can be set, except in options and where it is a parameter of a component; for TypeScript neither types nor fields are
counted. A folder cycle is a set of folders of one project that use each other.
"""
import collections
import os
import re
import subprocess
import sys

WIDTH = 120
TINY = 15
FIELD = re.compile(
    r"^    (?! )(?:(?:private|protected|internal|public|static|volatile|required|new) )*"
    r"(?!(?:private|protected|internal|public|static|readonly|const|event|delegate|return|using|record|class|enum|struct|"
    r"interface|abstract|override|sealed|partial|async|extern|implicit|explicit|operator|namespace|throw|await|yield)\b)"
    r"[\w.<>,?\[\]() ]+? _?\w+(?: = .*)?;")
AUTO_PROPERTY = re.compile(r"^    (?! )[\w.<>,?\[\] ]+ \w+ \{ get; (?:(?:private|protected|internal) )?set; \}")
METHOD = re.compile(r"\w\(")


def tracked(root):
    names = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "src", "samples"],
        capture_output=True, check=True, text=True).stdout.split("\0")
    return sorted({n for n in names if n and os.path.isfile(os.path.join(root, n))})


def lines_of(root, name):
    with open(os.path.join(root, name), encoding="utf-8-sig") as file:
        return file.read().splitlines()


def cycles(edges):
    """The strongly connected sets of more than one folder."""
    index, low, stack, found, counter = {}, {}, [], [], [0]

    def visit(node):
        index[node] = low[node] = counter[0]
        counter[0] += 1
        stack.append(node)
        for other in sorted(edges.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            members = []
            while True:
                members.append(stack.pop())
                if members[-1] == node:
                    break
            if len(members) > 1:
                found.append(sorted(members))

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return found


def uses_of_csharp(project, text):
    return {m.split(".")[0] for m in re.findall(rf"^using (?:static )?{re.escape(project)}\.([\w.]+);", text, re.M)}


def uses_of_typescript(folder, text):
    for path in re.findall(r"""from ['"](\.[^'"]+)['"]""", text):
        parts = os.path.normpath(os.path.join(folder, path)).split(os.sep)
        if len(parts) > 1:
            yield parts[0]


def is_mutable_field(line):
    if AUTO_PROPERTY.match(line):
        return True
    match = FIELD.match(line)
    if not match or "=>" in line.split(" = ")[0] or "{" in line.split(" = ")[0]:
        return False
    return not METHOD.search(line.split(" = ")[0])


def is_parameter(line_before):
    return bool(re.match(r"    \[(?:Parameter|Inject|CascadingParameter)\b", line_before))


def project_of(name):
    parts = name.split("/")
    if "ClientApp" in parts:
        return "/".join(parts[:parts.index("ClientApp") + 1]), "src/"
    return "/".join(parts[:2]), "src/" if parts[1].endswith(".TypeScript") else ""


def count(root, project, source, names):
    types, mutable, edges = collections.Counter(), collections.Counter(), collections.defaultdict(set)
    lines = wide = tiny = 0
    for name in names:
        content = lines_of(root, name)
        lines += len(content)
        wide += sum(len(line) > WIDTH for line in content)
        tiny += len(content) <= TINY
        inner = name[len(project) + 1:].removeprefix(source)
        folder = os.path.dirname(inner)
        top = folder.split("/")[0]
        if name.endswith(".cs"):
            key = os.path.join(folder, os.path.basename(inner).split(".")[0])
            types[key] += len(content)
            if not key.endswith("Options"):
                mutable[key] += sum(
                    is_mutable_field(line) and not is_parameter(before) for before, line in zip([""] + content, content))
            uses = uses_of_csharp(os.path.basename(project), "\n".join(content))
        else:
            uses = set(uses_of_typescript(folder, "\n".join(content)))
        if top:
            edges[top] |= {u for u in uses if u != top}
    folders = set(edges)
    edges = {folder: {u for u in uses if u in folders} for folder, uses in edges.items()}
    return lines, wide, tiny, types, mutable, cycles(edges)


def main():
    root = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), ".."))
    projects = collections.defaultdict(list)
    for name in tracked(root):
        project, source = project_of(name)
        if name.endswith((".cs", ".ts", ".tsx")) and not name.endswith(".d.ts") and name.startswith(f"{project}/{source}"):
            projects[project, source].append(name)
    print(f"| project | files | lines | over {WIDTH} columns | files ≤ {TINY} lines | largest type | most mutable fields | folder cycles |")
    print("|---|---|---|---|---|---|---|---|")
    details = []
    for (project, source), names in sorted(projects.items()):
        lines, wide, tiny, types, mutable, found = count(root, project, source, names)
        largest = ", ".join(f"{n} {c}" for n, c in types.most_common(1)) or "–"
        most = ", ".join(f"{n} {c}" for n, c in mutable.most_common(1)) or "–"
        share = f"{wide} ({100 * wide / lines:.1f} %)"
        print(f"| {project} | {len(names)} | {lines} | {share} | {tiny} ({100 * tiny / len(names):.0f} %) | {largest} | {most} | {len(found)} |")
        details += [f"{project}: type of {c} lines: {n}" for n, c in types.items() if c >= 400]
        details += [f"{project}: {c} mutable fields: {n}" for n, c in mutable.items() if c >= 15]
        details += [f"{project}: folder cycle: {', '.join(members)}" for members in found]
    print("\n" + "\n".join(details))


if __name__ == "__main__":
    main()

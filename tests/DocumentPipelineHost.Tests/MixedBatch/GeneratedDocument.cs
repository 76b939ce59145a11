using System.Text;
using DocumentEngine.Tests.Parsing;

namespace DocumentPipelineHost.Tests.MixedBatch;

/// <summary>The tests' own documents: each format in both languages, each with words that no other has.</summary>
internal static class GeneratedDocument
{
    private static readonly string[] Places =
        ["harbour", "orchard", "bakery", "foundry", "nursery", "quarry", "brewery", "ferry", "museum", "stable"];

    private static readonly string[] ChinesePlaces =
        ["港口", "果园", "面包房", "铸造厂", "苗圃", "采石场", "酒坊", "渡口", "博物馆", "马厩"];

    private static readonly (string Extension, Func<IReadOnlyList<string>, byte[]> Write)[] Formats =
    [
        (".txt", static lines => Encoding.UTF8.GetBytes(string.Join("\n\n", lines))),
        (".md", static lines => Encoding.UTF8.GetBytes(
            $"# {lines[0]}\n\n## 1\n\n{string.Join("\n\n", lines.Skip(1))}\n")),
        (".html", static lines => Encoding.UTF8.GetBytes(
            $"<!doctype html><html><body><h1>{lines[0]}</h1>"
            + string.Concat(lines.Skip(1).Select(static line => $"<p>{line}</p>")) + "</body></html>")),
        (".csv", static lines => Encoding.UTF8.GetBytes(
            "words;n\n" + string.Concat(lines.Select(static (line, i) => $"\"{line}\";{i}\n")))),
        (".docx", static lines => OfficeSource.Docx(string.Concat(lines.Select(OfficeSource.Words)))),
        (".pptx", static lines => FormatSource.Pptx(
            [.. lines.Skip(1).Select(line => FormatSource.Slide(lines[0], line)).Reverse()])),
        (".xlsx", static lines => FormatSource.Xlsx(("Sheet", string.Concat(lines.Select(Row)), ""))),
        (".epub", static lines => FormatSource.Epub(
            [.. lines.Select(static (line, i) => ($"c{i}.xhtml", $"<p>{line}</p>"))])),
        (".pdf", static lines => new PdfDrawing().Lines(40, 760, [.. lines]).ToFile()),
    ];

    /// <summary>The document of that number: formats in turn, English and Chinese in turn in their rounds.</summary>
    public static MixedDocument Of(int number)
    {
        var (extension, write) = Formats[number % Formats.Length];
        var isChinese = number / Formats.Length % 2 == 1;
        var name = $"generated-{number:00}.{(isChinese ? "zh" : "en")}{extension}";
        return new(name, write([.. isChinese ? Chinese(number) : English(number)]));
    }

    private static string Row(string line) => $"<row><c t=\"inlineStr\"><is><t>{line}</t></is></c></row>";

    private static IEnumerable<string> English(int number)
    {
        var place = Places[number % Places.Length];
        yield return $"The year of the {place}, part {number}";
        for (var month = 1; month <= 8; month++)
        {
            var next = Places[(number + month) % Places.Length];
            var guests = (number * 7) + month;
            yield return $"In month {month} the {place} served {guests} guests with {month + number} loaves of bread.";
            yield return $"The {next} beside it was painted anew, which cost {(number * 100) + month} crowns in all.";
        }
    }

    private static IEnumerable<string> Chinese(int number)
    {
        var place = ChinesePlaces[number % ChinesePlaces.Length];
        yield return $"{place}年度报告第{number}部分";
        for (var month = 1; month <= 8; month++)
        {
            var next = ChinesePlaces[(number + month) % ChinesePlaces.Length];
            yield return $"第{month}个月{place}接待了{(number * 7) + month}位客人，用去面粉{(month * 3) + number}袋。";
            yield return $"旁边的{next}重新粉刷一遍，花费{(number * 100) + month}元。";
        }
    }
}

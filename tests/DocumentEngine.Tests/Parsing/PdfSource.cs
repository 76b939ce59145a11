using System.Globalization;
using System.Text;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Writes small PDFs by hand, right or wrong, as a test needs them.</summary>
internal static class PdfSource
{
    /// <summary>A PDF of the objects, numbered from 1; the first is the catalogue.</summary>
    public static byte[] Of(IReadOnlyList<string> objects)
    {
        var text = new StringBuilder("%PDF-1.7\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            places.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var table = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            text.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"trailer << /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>A page tree over the given kids.</summary>
    public static string Pages(string kids, int count) => $"<< /Type /Pages /Kids [{kids}] /Count {count} >>";

    /// <summary>A page under object 2 with a font of its own and the content of the given object.</summary>
    public static string Page(int content) =>
        $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents {content} 0 R /Resources << /Font << /F << "
            + $"/Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>";

    /// <summary>A content stream that prints the words.</summary>
    public static string Words(string words) => Drawing($"BT /F 12 Tf 20 200 Td ({words}) Tj ET");

    /// <summary>A content stream.</summary>
    public static string Drawing(string drawing) => $"<< /Length {drawing.Length} >>\nstream\n{drawing}\nendstream";
}

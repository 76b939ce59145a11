using System.Text;

namespace DocumentEngine.Tests.Hostile;

/// <summary>Texts that cost a careless reader the square of their length, or more.</summary>
internal static class HostileText
{
    /// <summary>An honest page of so many paragraphs.</summary>
    public static byte[] Paragraphs(int count) =>
        Html(string.Concat(Enumerable.Range(0, count).Select(static i => $"<p>Words of {i}.</p>\n")));

    /// <summary>
    /// Elements of form that are never closed, over paragraphs: a tree would copy all of them into each.
    /// </summary>
    public static byte[] Formatting(int count) =>
        Html(string.Concat(Enumerable.Range(0, count).Select(static i => $"<b a={i}><p>x")));

    /// <summary>One element with so many attributes.</summary>
    public static byte[] Attributes(int count) =>
        Html($"<b {string.Concat(Enumerable.Range(0, count).Select(static i => $"a{i}=1 "))}>words</b>");

    /// <summary>Elements in elements, and end tags that fit none of them.</summary>
    public static byte[] Strays(int depth, int ends) => Html(Repeat("<i>", depth) + Repeat("</u>", ends) + "words");

    /// <summary>Markdown that repeats a piece, as the text of one paragraph.</summary>
    public static byte[] Markdown(string piece, int count) =>
        Encoding.UTF8.GetBytes("# Title\n\n## Part\n\n[a](b) words\n\n" + Repeat(piece, count) + "\n");

    /// <summary>Lists in lists, again and again.</summary>
    public static byte[] NestedLists(int depth, int count) =>
        Markdown(
            string.Concat(Enumerable.Range(0, depth).Select(static i => new string(' ', 2 * i) + "- x\n")) + "\n",
            count);

    private static byte[] Html(string body) =>
        Encoding.UTF8.GetBytes($"<!doctype html><html><body>{body}</body></html>");

    private static string Repeat(string piece, int count) =>
        new StringBuilder(piece.Length * count).Insert(0, piece, count).ToString();
}

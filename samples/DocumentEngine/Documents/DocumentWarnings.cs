using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Documents;

/// <summary>The warnings of one document in the making: things of one kind are counted, not listed.</summary>
internal sealed class DocumentWarnings
{
    private readonly List<DocumentWarning> _fixed = [];
    private readonly Dictionary<LocalizedText, int> _leftOut = [];

    /// <summary>Notes one warning.</summary>
    /// <param name="code">One of <see cref="DocumentWarningCodes"/>.</param>
    /// <param name="message">What it is.</param>
    /// <param name="part">The part of the document that it is about, by name.</param>
    public void Add(string code, LocalizedText message, string? part = null) =>
        _fixed.Add(new(code, message) { Part = part });

    /// <summary>Notes one more thing that is left out.</summary>
    /// <param name="what">Its name in the plural, such as "comments"; the same words are counted together.</param>
    /// <param name="count">How many.</param>
    public void LeftOut(LocalizedText what, int count = 1) => _leftOut[what] = _leftOut.GetValueOrDefault(what) + count;

    public IReadOnlyList<DocumentWarning> ToList() =>
        [
            .. _fixed,
            .. _leftOut.Select(static each => new DocumentWarning(
                DocumentWarningCodes.LeftOut,
                MessageCatalog.Text("warning.left_out", ("count", each.Value), ("what", each.Key)))),
        ];
}

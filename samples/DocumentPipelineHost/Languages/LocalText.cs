using System.Globalization;

namespace DocumentPipelineHost.Languages;

/// <summary>One text in both languages; <c>{0}</c>… are filled in by <see cref="Format"/>.</summary>
public sealed record LocalText(string En, string Zh)
{
    public string In(Language language) => language == Language.Chinese ? Zh : En;

    public LocalText Format(params object?[] values) =>
        new(string.Format(CultureInfo.InvariantCulture, En, values), string.Format(CultureInfo.InvariantCulture, Zh, values));
}

using System.Globalization;

namespace DocumentEngine.Text;

internal static class LocalizedTextExtensions
{
    /// <summary>Fills in <c>{0}</c>… in both languages.</summary>
    public static LocalizedText Format(this LocalizedText text, params object?[] values) =>
        new(string.Format(CultureInfo.InvariantCulture, text.En, values), string.Format(CultureInfo.InvariantCulture, text.Zh, values));
}

using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Endpoints;

/// <summary>Checks what a list's query gives.</summary>
internal static class Paging
{
    private const int MaxText = 200;

    /// <summary>Of the newest processing of a document; without any it is uploaded.</summary>
    private static readonly string[] Statuses =
    [
        "uploaded", StatusNames.Pending, StatusNames.Processing, StatusNames.Interrupted, StatusNames.Completed,
        StatusNames.Failed, StatusNames.Cancelled,
    ];

    public static int Number(int? given, string name, int byDefault, int min, int max) => given switch
    {
        null => byDefault,
        { } number when number >= min && number <= max => number,
        _ => throw HttpProblems.InvalidParameter.With(name),
    };

    /// <summary>The text, or null where it is absent or empty.</summary>
    public static string? Text(string? given, string name, int maxLength = MaxText)
    {
        if (given?.Length > maxLength)
            throw HttpProblems.TooLong(name, maxLength);
        // which no database keeps
        if (given?.Contains('\0', StringComparison.Ordinal) == true)
            throw HttpProblems.InvalidParameter.With(name);
        return string.IsNullOrEmpty(given) ? null : given;
    }

    /// <summary>A document's status, or null where none is given.</summary>
    public static string? Status(string? given) =>
        Text(given, "status") is not { } status ? null
        : Statuses.Contains(status) ? status
        : throw HttpProblems.NotOneOf("status", Statuses);

    /// <summary>A LIKE pattern that finds the text anywhere (<c>ESCAPE '\'</c>).</summary>
    public static string Contains(string text) =>
        "%"
        + text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal)
        + "%";
}

using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Uploads;

/// <summary>
/// The fields of an upload, as they come in. An id may be given once; of another repeated field the first counts,
/// unknown ones are ignored.
/// </summary>
internal sealed class UploadForm
{
    public const int MaxFields = 64;
    public const int MaxValueBytes = 4096;
    public const string DuplicatesField = "duplicates";
    private const int MaxProjectLength = 200;

    /// <summary>The words of <see cref="DuplicatesField"/>.</summary>
    public static readonly IReadOnlyList<string> Handlings =
        [.. Enum.GetNames<DuplicateHandling>().Select(static name => name.ToLowerInvariant())];

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    public string ProjectId => _fields.GetValueOrDefault("project_id", string.Empty);

    /// <summary>
    /// The page's own id for the pipeline, so that it can watch the upload itself; null where it gives none.
    /// </summary>
    public string? PipelineId => _fields.GetValueOrDefault("pipeline_id") is { Length: > 0 } id ? id : null;

    /// <summary>The batch that the file joins; null where it joins none.</summary>
    public string? BatchId => _fields.GetValueOrDefault("batch_id") is { Length: > 0 } id ? id : null;

    public bool Strict => Flag("strict") ?? false;

    /// <summary>How bytes are handled that are stored already; null: as is configured.</summary>
    public DuplicateHandling? Duplicates =>
        HandlingOf(_fields.GetValueOrDefault(DuplicatesField))
        ?? (Flag("keep_both") is true ? DuplicateHandling.Keep : null);

    /// <summary>All fields, for comparing a repeated request with the first.</summary>
    public IReadOnlyDictionary<string, string> Fields => _fields;

    public ProcessingChoice Choice => new()
    {
        UploadOnly = Flag(OptionNames.UploadOnly),
        CreateIndex = Flag(OptionNames.CreateIndex),
        GenerateSummary = Flag(OptionNames.GenerateSummary),
        DeepAnalysis = Flag(OptionNames.DeepAnalysis),
    };

    public void Add(string name, string value)
    {
        if (_fields.Count >= MaxFields)
            throw HttpProblems.InvalidParameter.With("form");
        if (name is "pipeline_id" or "batch_id" or "project_id" && _fields.ContainsKey(name))
            throw HttpProblems.Repeated.With(name);
        if (name == "project_id" && (value.Length > MaxProjectLength || value.Contains('\0', StringComparison.Ordinal)))
            throw HttpProblems.InvalidParameter.With(name);
        if (name == "pipeline_id" && value.Length > 0 && !PipelineIds.IsValid(value))
            throw DocumentProblems.InvalidPipelineId.AsException();
        if (name == "batch_id" && value.Length > 0 && !PipelineIds.IsValid(value))
            throw HttpProblems.InvalidParameter.With(name);
        if (name == DuplicatesField && value.Trim().Length > 0 && HandlingOf(value.Trim()) is null)
            throw HttpProblems.NotOneOf(name, Handlings);
        Restore(name, value);
    }

    /// <summary>
    /// As <see cref="Add"/>, for a field that was accepted before: by the rules of the version that accepted it.
    /// </summary>
    public void Restore(string name, string value) => _fields.TryAdd(name, value.Trim());

    private static DuplicateHandling? HandlingOf(string? text) =>
        Handlings.Contains(text?.ToLowerInvariant()) ? Enum.Parse<DuplicateHandling>(text!, ignoreCase: true) : null;

    private bool? Flag(string name) => _fields.GetValueOrDefault(name)?.ToUpperInvariant() switch
    {
        null or "" => null,
        "TRUE" or "1" or "ON" or "YES" => true,
        "FALSE" or "0" or "OFF" or "NO" => false,
        _ => throw HttpProblems.InvalidParameter.With(name),
    };
}

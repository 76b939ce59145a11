using DocumentEngine.Documents;

namespace DocumentPipelineHost.Documents;

/// <summary>A page as it is kept.</summary>
internal sealed record PageRow
{
    public int Number { get; init; }

    public string Text { get; init; } = "";

    public bool Unreadable { get; init; }

    public bool IsMostlyPicture { get; init; }

    public bool IsGuessed { get; init; }

    public int LostPieces { get; init; }

    public ParsedPage ToPage() => new(Number, Text)
    {
        Unreadable = Unreadable, IsMostlyPicture = IsMostlyPicture, IsGuessed = IsGuessed, LostPieces = LostPieces,
    };
}

namespace DocumentEngine.Pptx;

/// <summary>A slide's words.</summary>
/// <param name="Title">Its title, or null.</param>
/// <param name="Text">All of its text with the speaker's notes; not cleaned yet.</param>
internal sealed record Slide(string? Title, string Text)
{
    /// <summary>A slide whose part is not in the file.</summary>
    public static Slide Missing { get; } = new(null, "") { IsMissing = true };

    public bool IsMissing { get; private init; }

    /// <summary>Whether it has a picture of half of its size.</summary>
    public bool HasLargePicture { get; init; }
}

using DocumentEngine.Blocks;

namespace DocumentEngine.Markup;

/// <summary>
/// The open elements that are left out as wholes, such as menus. Their words are written first and taken out at their
/// own end tag: one that is closed by nothing, or by what is around it, hides no words.
/// </summary>
internal sealed class HtmlAsides(MarkedText text, HtmlLeftOut leftOut)
{
    private readonly Stack<(int Depth, MarkedPlace Place, int LeftOut, int Pictures)> _open = [];

    /// <summary>How many elements are around the innermost; -1 where there is none.</summary>
    public int Depth => _open.TryPeek(out var aside) ? aside.Depth : -1;

    /// <summary>One begins at the end of the text.</summary>
    public void Begin(int depth, int pictures) => _open.Push((depth, text.Place(), leftOut.Count, pictures));

    /// <summary>The innermost ends with its own end tag.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="pictures">The pictures so far.</param>
    /// <returns>The pictures without its own.</returns>
    public int LeaveOut(string name, int pictures)
    {
        if (!_open.TryPop(out var aside))
            return pictures;
        // Where scripts run, these show nothing from elsewhere either.
        var isShown = name is not ("noscript" or "template");
        if (text.CutTo(aside.Place) | leftOut.CutTo(aside.LeftOut, isShown))
            leftOut.Add(name);
        return aside.Pictures;
    }

    /// <summary>An element ends in another way.</summary>
    /// <param name="depth">How many elements are around it.</param>
    public void Close(int depth)
    {
        if (Depth == depth)
            _open.Pop();
    }
}

namespace DocumentEngine.Markup;

/// <summary>
/// Writes MathML on one line: where an element stands in a fraction, a power or an index decides the sign before it.
/// One half is not 12.
/// </summary>
internal sealed class HtmlEquation
{
    // For each open element: how many it holds so far.
    private readonly Stack<(string Name, int Children)> _open = [];

    /// <summary>An element of an equation begins; what to write before it.</summary>
    public string Begin(string name)
    {
        var sign = "";
        if (_open.TryPop(out var parent))
        {
            sign = Sign(parent.Name, parent.Children);
            if (name == "mrow" && IsCompound(parent.Name))
                sign += "(";
            _open.Push((parent.Name, parent.Children + 1));
        }

        _open.Push((name, 0));
        return sign + (name is "msqrt" or "mroot" ? "√(" : "");
    }

    /// <summary>An element of an equation ends; what to write after it.</summary>
    public string End()
    {
        if (!_open.TryPop(out var element))
            return "";
        var isBracketed = element.Name == "mrow" && _open.TryPeek(out var parent) && IsCompound(parent.Name);
        return isBracketed || element.Name is "msqrt" or "mroot" ? ")" : "";
    }

    private static bool IsCompound(string name) =>
        name is "mfrac" or "msup" or "msub" or "msubsup" or "munder" or "mover" or "munderover";

    private static string Sign(string parent, int child) => (parent, child) switch
    {
        ("mfrac", 1) => "/",
        ("msup" or "mover", 1) or ("msubsup" or "munderover", 2) => "^",
        ("msub" or "munder" or "msubsup" or "munderover", 1) => "_",
        ("mroot", 1) => "; ",
        _ => "",
    };
}

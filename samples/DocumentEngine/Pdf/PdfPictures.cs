using UglyToad.PdfPig.Content;

namespace DocumentEngine.Pdf;

/// <summary>
/// Detects pages whose words are in a picture or a drawing: their text is only a stamp, a page number or a caption.
/// </summary>
internal static class PdfPictures
{
    private const int LittleText = 250;
    private const double MostOfThePage = 0.5;
    private const int MostPictures = 2_000;
    private const int ManyPaths = 2_000;

    /// <summary>
    /// Whether pictures cover half of the page, or it is a drawing of many lines, and there is little text.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="text">Its text; a page without any is not asked about.</param>
    public static bool Cover(Page page, string text)
    {
        var letters = text.Count(static c => !char.IsWhiteSpace(c));
        return letters is > 0 and < LittleText
            && (page.Paths.Count >= ManyPaths || (page.NumberOfImages > 0 && Share(page) >= MostOfThePage));
    }

#pragma warning disable CA1031
    private static double Share(Page page)
    {
        try
        {
            // Scanners cut a page into strips: what they cover is added up.
            var covered = page.GetImages().Take(MostPictures).Sum(image => Overlap(image, page));
            return covered / Math.Max(1, page.Width * page.Height);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A picture that cannot be looked at may be as large as the page.
            return 1;
        }
    }
#pragma warning restore CA1031

    // Pictures may be mirrored or turned: the box around them counts.
    private static double Overlap(IPdfImage image, Page page)
    {
        var box = image.BoundingBox;
        double[] across = [box.TopLeft.X, box.TopRight.X, box.BottomLeft.X, box.BottomRight.X];
        double[] up = [box.TopLeft.Y, box.TopRight.Y, box.BottomLeft.Y, box.BottomRight.Y];
        var wide = Math.Min(across.Max(), page.Width) - Math.Max(across.Min(), 0);
        var high = Math.Min(up.Max(), page.Height) - Math.Max(up.Min(), 0);
        return wide > 0 && high > 0 ? wide * high : 0;
    }
}

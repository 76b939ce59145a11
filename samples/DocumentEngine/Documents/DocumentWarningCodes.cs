namespace DocumentEngine.Documents;

/// <summary>The codes of <see cref="DocumentWarning"/>.</summary>
public static class DocumentWarningCodes
{
    /// <summary>Pages without text: pictures, or blank.</summary>
    public const string PagesWithoutText = "pages_without_text";

    /// <summary>
    /// Pages that are mostly a picture or a drawing, with little text: most likely scans with a stamp.
    /// </summary>
    public const string MostlyPictures = "mostly_pictures";

    /// <summary>Text that is on the page and could not be read: its font is missing or damaged.</summary>
    public const string LostText = "lost_text";

    /// <summary>Pages, or parts of an archive, that are damaged.</summary>
    public const string Damaged = "damaged";

    /// <summary>Characters that could not be read; U+FFFD stands in their place.</summary>
    public const string UnreadableCharacters = "unreadable_characters";

    /// <summary>The encoding is neither declared nor Unicode: it was determined by evidence.</summary>
    public const string EncodingGuessed = "encoding_guessed";

    /// <summary>Something is left out on purpose: the message names it.</summary>
    public const string LeftOut = "left_out";

    /// <summary>The text is too short for a summary: its own sentences are shown.</summary>
    public const string SummaryTooShort = "summary_too_short";

    /// <summary>The text has no whole sentences to summarise: its beginning is shown.</summary>
    public const string SummaryNoSentences = "summary_no_sentences";

    /// <summary>The model was given a part of the text only.</summary>
    public const string ModelPartial = "model_partial";

    /// <summary>The user's tokens of the day are used up: no model was asked.</summary>
    public const string ModelBudgetUsed = "model_budget_used";

    /// <summary>The model's service has no capacity (429).</summary>
    public const string ModelBusy = "model_busy";

    /// <summary>The model's service refused the request: key, name or request.</summary>
    public const string ModelRefused = "model_refused";

    /// <summary>The model took too long.</summary>
    public const string ModelTimeout = "model_timeout";

    /// <summary>The model's service failed, or its answer broke off or was none.</summary>
    public const string ModelFailed = "model_failed";

    /// <summary>The model's answer has no sentence that stands on the page that it cites.</summary>
    public const string ModelUnusable = "model_unusable";
}

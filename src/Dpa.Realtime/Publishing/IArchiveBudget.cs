namespace Dpa.Realtime.Publishing;

/// <summary>Each user's share of questions to the application's archive.</summary>
internal interface IArchiveBudget
{
    /// <summary>Takes one question off the user's share, and completes when it may be asked.</summary>
    ValueTask TakeQuestionAsync(string userId, CancellationToken cancellationToken);

    /// <summary>A question that was taken is asked.</summary>
    void CountQuestion(string userId);

    /// <summary>A question that was taken is not asked.</summary>
    void ReturnQuestion(string userId);
}

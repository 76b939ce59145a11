namespace Dpa.Realtime.Client;

/// <summary>Why an answer was not taken: the <see cref="RealtimeException.Code"/> of such a refusal.</summary>
public static class QuestionErrorCodes
{
    /// <summary>Somebody else was first, and that answer counts.</summary>
    public const string AlreadyAnswered = "already_answered";

    /// <summary>The pipeline does not ask that question, or not any more.</summary>
    public const string NoSuchQuestion = "no_such_question";

    /// <summary>The answer is none of the question's choices.</summary>
    public const string InvalidAnswer = "invalid_answer";
}

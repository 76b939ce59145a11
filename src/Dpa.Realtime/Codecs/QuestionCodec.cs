using System.Collections.Immutable;

namespace Dpa.Realtime.Codecs;

/// <summary>
/// The open question and the answers that are kept, at the head's end: a head without them ends before.
/// </summary>
internal static class QuestionCodec
{
    public static void Write(ByteWriter w, PipelineState state)
    {
        w.Flag(state.Question is not null);
        if (state.Question is { } question) Write(w, question);
        w.Number(state.Answers.Length);
        foreach (var answer in state.Answers)
        {
            w.Text(answer.QuestionId);
            w.Text(answer.Json);
            w.Text(answer.AnsweredBy);
            w.Time(answer.AnsweredAt);
            w.OptionalText(answer.Stage);
            w.Text(answer.Request);
        }
    }

    public static PipelineState Read(ref ByteReader r, PipelineState state)
    {
        if (r.IsAtEnd) return state.Question is null && state.Answers.IsEmpty ? state : Without(state);
        var question = r.Flag() ? ReadQuestion(ref r) : null;
        var answers = ImmutableArray.CreateBuilder<QuestionAnswer>(r.Count());
        while (answers.Count < answers.Capacity)
            answers.Add(new QuestionAnswer(r.Text(), r.Text())
            {
                AnsweredBy = r.Text(), AnsweredAt = r.Time(), Stage = r.OptionalText(), Request = r.Text(),
            });
        return state with { Question = question, Answers = answers.MoveToImmutable() };
    }

    /// <summary>A node applies a change's head to the state before it.</summary>
    private static PipelineState Without(PipelineState state) => state with { Question = null, Answers = [] };

    private static void Write(ByteWriter w, PipelineQuestion question)
    {
        w.Text(question.Id);
        w.Text(question.Text);
        w.OptionalText(question.Schema);
        w.OptionalTime(question.ExpiresAt);
        w.OptionalText(question.Stage);
        w.Text(question.AskedBy);
        w.Number(question.Choices.Count);
        foreach (var choice in question.Choices) w.Text(choice);
    }

    private static PipelineQuestion ReadQuestion(ref ByteReader r)
    {
        var question = new PipelineQuestion(r.Text(), r.Text())
        {
            Schema = r.OptionalText(), ExpiresAt = r.OptionalTime(), Stage = r.OptionalText(), AskedBy = r.Text(),
        };
        var choices = new string[r.Count()];
        for (var i = 0; i < choices.Length; i++) choices[i] = r.Text();
        return question with { Choices = choices };
    }
}

namespace Dpa.Realtime.Backplane;

/// <summary>Who may produce for one pipeline: tokens with their last sequence, its answer, and their lease (monotonic time). Not thread-safe: guarded by its pipeline's lock.</summary>
internal sealed class ProducerTable
{
    private readonly Dictionary<string, Producer> _producers = new(StringComparer.Ordinal);

    public bool IsEmpty => _producers.Count == 0;

    public void Admit(string token, bool exclusive, TimeSpan leaseEnds)
    {
        var producer = _producers.GetValueOrDefault(token) ?? new Producer(); // admitted twice, it keeps its sequence
        if (exclusive) _producers.Clear();
        producer.LeaseEnds = leaseEnds;
        _producers[token] = producer;
    }

    public bool Knows(string token) => _producers.ContainsKey(token);

    /// <summary>The answer given before to this sequence (or to a later one), or null.</summary>
    public ApplyResult? AnswerTo(string token, long sequence, PipelineState state)
    {
        var producer = _producers[token];
        if (sequence > producer.LastSequence) return null;
        return sequence == producer.LastSequence && producer.LastAnswer is { } answer ? answer : new ApplyResult(ApplyStatus.Unchanged, state, []);
    }

    public void Answered(string token, long sequence, ApplyResult answer, TimeSpan leaseEnds)
    {
        var producer = _producers[token];
        producer.LastSequence = sequence;
        producer.LastAnswer = answer;
        producer.LeaseEnds = leaseEnds;
    }

    /// <summary>Amends the answer to the last sequence; nothing where a later one was answered meanwhile.</summary>
    public void AnswersNow(string token, long sequence, ApplyResult answer)
    {
        if (_producers.TryGetValue(token, out var producer) && producer.LastSequence == sequence) producer.LastAnswer = answer;
    }

    public void Renew(string token, TimeSpan leaseEnds)
    {
        if (_producers.TryGetValue(token, out var producer)) producer.LeaseEnds = leaseEnds;
    }

    public void Release(string token) => _producers.Remove(token);

    /// <summary>Drops producers whose lease is over.</summary>
    public void Expire(TimeSpan now)
    {
        foreach (var (token, producer) in _producers)
            if (producer.LeaseEnds <= now) _producers.Remove(token);
    }

    private sealed class Producer
    {
        public long LastSequence { get; set; }

        public ApplyResult? LastAnswer { get; set; }

        public TimeSpan LeaseEnds { get; set; }
    }
}

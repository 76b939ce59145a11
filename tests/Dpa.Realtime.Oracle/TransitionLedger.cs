using System.Globalization;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.Oracle;

/// <summary>
/// The transitions that a client was told of one pipeline, and the proof that none was told twice and none is
/// unaccounted for.
/// </summary>
public sealed class TransitionLedger
{
    private readonly HashSet<(string Epoch, long Number)> _told = [];
    private readonly List<JsonObject> _raised = [];
    private readonly List<long> _skips = [];
    private long _begin;
    private long _accounted;

    /// <summary>How many transitions have been told or skipped, in the run's own numbering.</summary>
    public long Counter { get; private set; }

    /// <summary>Each transition raised, in order, as a full state lists it.</summary>
    public IReadOnlyList<JsonObject> Raised => _raised;

    /// <summary>Each <c>transitions_skipped(n)</c>.</summary>
    public IReadOnlyList<long> Skips => _skips;

    /// <summary>How many were skipped in all.</summary>
    public long Skipped => _skips.Sum();

    /// <summary>Counting begins anew at that number, with nothing raised.</summary>
    internal void BeginAt(long number) => (Counter, _begin, _accounted) = (number, number, 0);

    /// <summary>A whole state's list: rule 7, counting on from <paramref name="counter"/>.</summary>
    internal void TellListed(JsonObject frame, long counter)
    {
        var (epoch, count, from) = (
            (string)frame["epoch"]!, (long)frame["transition"]!, (long)frame["transitions_from"]!);
        if (counter != Counter)
            BeginAt(counter);
        if (from - 1 > Counter)
        {
            _skips.Add(from - 1 - Counter);
            _accounted += from - 1 - Counter;
            Counter = from - 1;
        }

        foreach (var transition in frame["transitions"]!.AsArray())
            if ((long)transition!["transition"]! > Counter)
                Raise(epoch, (JsonObject)transition.DeepClone());
        if (Counter != count)
            throw new BrokenPromiseException(
                string.Create(CultureInfo.InvariantCulture,
                    $"A state of {count} transitions lists them up to {Counter}, counted on from {counter}: "
                        + $"{frame.ToJsonString()}"
                ));
        if (Counter - _begin != _accounted)
            throw new BrokenPromiseException(

                    string.Create(CultureInfo.InvariantCulture,
                        $"{_accounted} transitions were raised or skipped between {_begin} and {Counter}."));
    }

    /// <summary>The one that a <c>stage_update</c> brings.</summary>
    internal void TellOne(JsonObject frame)
    {
        if ((long)frame["transition"]! > Counter) Raise((string)frame["epoch"]!, FrameReading.TransitionOf(frame));
    }

    private void Raise(string epoch, JsonObject transition)
    {
        var number = (long)transition["transition"]!;
        if (number != Counter + 1)
            throw new BrokenPromiseException(
                string.Create(CultureInfo.InvariantCulture, $"Transition {number} came where {Counter + 1} was next."));
        if (!_told.Add((epoch, number)))
            throw new BrokenPromiseException(
                string.Create(CultureInfo.InvariantCulture, $"Transition {number} of {epoch} was raised twice."));
        Counter = number;
        _accounted++;
        _raised.Add(transition);
    }
}

using System.Text;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.Client.Tests.Merging;

/// <summary>
/// The client's own reader and merge, with what they raised, for one pipeline and without a connection.
/// </summary>
internal sealed class MergedClient(bool wantsStages = true)
{
    public Held? Held { get; private set; }

    public List<PipelineTransition> Raised { get; } = [];

    public List<long> Skips { get; } = [];

    /// <summary>Whether the last frame asks for healing.</summary>
    public bool NeedsHeal { get; private set; }

    public void Give(JsonObject frame, bool answersWithoutSince)
    {
        NeedsHeal = false;
        switch (FrameReader.Read(Encoding.UTF8.GetBytes(frame.ToJsonString())))
        {
            case PipelineFrame state:
                Take(PipelineMerge.Apply(Held, state, answersWithoutSince));
                break;
            case StageFrame stage:
                Take(StageMerge.Apply(Held, stage));
                break;
            case ProgressFrame progress:
                Take(ProgressMerge.Apply(Held, progress));
                break;
            case UpdateFrame update:
                Take(UpdateMerge.Apply(Held, update, answersWithoutSince));
                break;
            case ConfirmedFrame { Position.Version: > 0 } confirmed:
                Take(SentMerge.Apply(Held, confirmed.Position, wantsStages));
                break;
            case PingFrame ping:
                foreach (var mark in ping.Marks)
                    Take(SentMerge.Apply(Held, mark.Value, wantsStages));
                break;
            default:
                break;
        }
    }

    private void Take(Merged merged)
    {
        Held = merged.Held;
        NeedsHeal = merged.NeedsHeal;
        if (merged.Skipped > 0) Skips.Add(merged.Skipped);
        Raised.AddRange(merged.Raised);
    }
}

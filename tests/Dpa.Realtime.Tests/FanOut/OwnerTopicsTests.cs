using Dpa.Realtime.FanOut;
using Dpa.Realtime.Tests.Publishing;

namespace Dpa.Realtime.Tests.FanOut;

/// <summary>The readers of an owner's topic, and what they are notified of where a message of it is missed.</summary>
public sealed class OwnerTopicsTests : PublishingTest
{
    [Fact]
    public async Task Remove_WhereAnotherCameMeanwhile_NotifiesItThatItMayHaveMissedSomething()
    {
        var leaves = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Backplane.OwnerLeaves = leaves.Task;
        var (first, second) = (new Reader(), new Reader());
        await Hub.Owners.ListenAsync(Owner, first, Ct);
        var removing = Hub.Owners.RemoveAsync(Owner, first).AsTask();

        await Hub.Owners.ListenAsync(Owner, second, Ct);
        leaves.SetResult();
        await removing;

        Assert.Equal((0, 1), (first.Misses, second.Misses));
    }

    [Fact]
    public async Task OnChange_OfAStatus_NotifiesTheReadersThoughItsNoticeIsLost()
    {
        var reader = new Reader();
        await Hub.Owners.ListenAsync(Owner, reader, Ct);
        await Hub.AttachAsync([("p", reader), ("child", reader)], Ct);

        Hub.OnChange(Change("p", PipelineStatus.Processing, PipelineStatus.Processing));
        Hub.OnChange(Change("child", PipelineStatus.Processing, PipelineStatus.Completed, parentId: "p"));
        Assert.Empty(reader.Changed);
        Hub.OnChange(Change("p", PipelineStatus.Processing, PipelineStatus.Completed));

        Assert.Equal(["p"], reader.Changed);
    }

    private static AcceptedChange Change(
        string id, PipelineStatus from, PipelineStatus to, string? parentId = null) => new()
    {
        State = new PipelineState
        {
            Id = id, Owner = Owner, ParentId = parentId, Status = to, Position = new PipelinePosition("e", 1),
        },
        Transitions = [new PipelineTransition { Number = 1, From = from, To = to }],
    };

    private sealed class Reader : IOwnerReader, ILogReader
    {
        public int Misses { get; private set; }

        public List<string> Changed { get; } = [];

        public void OnStarted(string pipelineId)
        {
        }

        public void OnStatusChanged(string pipelineId) => Changed.Add(pipelineId);

        public void Missed() => Misses++;

        public void OnAppended()
        {
        }
    }
}

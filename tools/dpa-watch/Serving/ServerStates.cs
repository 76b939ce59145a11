extern alias server;

using System.Collections.Immutable;
using server::Dpa.Realtime;

namespace Dpa.Realtime.Watch.Serving;

/// <summary>A state as a client holds it, as a server has it: the same fields.</summary>
internal static class ServerStates
{
    public static PipelineState Of(Client.PipelineState s) => new()
    {
        Id = s.Id,
        Position = new(s.Position.Epoch, s.Position.Version),
        Continues = s.Continues,
        Transition = s.Transition,
        Status = Of(s.Status),
        StatusWord = s.StatusWord,
        OverallProgress = s.OverallProgress,
        CurrentStage = s.CurrentStage,
        Message = s.Message,
        Eta = s.Eta,
        EtaLow = s.EtaLow,
        EtaHigh = s.EtaHigh,
        Error = Of(s.Error),
        Question = Of(s.Question),
        Attempt = s.Attempt,
        Controls = (PipelineControls)(int)s.Controls,
        Stalled = s.Stalled,
        Owner = s.Owner,
        Name = s.Name,
        Kind = s.Kind,
        ParentId = s.ParentId,
        Weight = s.Weight,
        Children = s.Children.ToImmutableSortedDictionary(c => Of(c.Key), c => c.Value),
        ExpectedChildren = s.ExpectedChildren,
        CreatedAt = s.CreatedAt,
        Timestamp = s.Timestamp,
        Stages = [.. s.Stages.Select(Of)],
        Transitions = [.. s.Transitions.Select(Of)],
        Result = s.Result is { } r ? new(r.Uri, r.Text) { Attributes = r.Attributes } : null,
        Attributes = s.Attributes,
    };

    public static PipelineTransition Of(Client.PipelineTransition t) => new()
    {
        Number = t.Number,
        Version = t.Version,
        Stage = t.Stage,
        From = Of(t.From),
        FromWord = t.FromWord,
        To = Of(t.To),
        ToWord = t.ToWord,
        Attempt = t.Attempt,
        IsNewAttempt = t.IsNewAttempt,
        Timestamp = t.Timestamp,
        Message = t.Message,
    };

    private static StageState Of(Client.StageState s) => new()
    {
        Id = s.Id,
        StageId = s.StageId,
        Name = s.Name,
        Version = s.Version,
        Weight = s.Weight,
        Status = Of(s.Status),
        StatusWord = s.StatusWord,
        Progress = s.Progress,
        Attempt = s.Attempt,
        Message = s.Message,
        CompletedUnits = s.CompletedUnits,
        TotalUnits = s.TotalUnits,
        Unit = s.Unit,
        Eta = s.Eta,
        EtaLow = s.EtaLow,
        EtaHigh = s.EtaHigh,
        CanInterrupt = s.CanInterrupt,
        Indeterminate = s.Indeterminate,
        StartedAt = s.StartedAt,
        CompletedAt = s.CompletedAt,
        Error = Of(s.Error),
    };

    private static PipelineQuestion? Of(Client.PipelineQuestion? q) => q is null
        ? null
        : new(q.Id, q.Text) { Choices = q.Choices, Schema = q.Schema, ExpiresAt = q.ExpiresAt, Stage = q.Stage };

    private static ProgressError? Of(Client.ProgressError? e) =>
        e is null ? null : new(e.Code, e.Message, e.Suggestion, e.Retryable);

    // Both have the same statuses in the same order: the protocol's.
    private static PipelineStatus Of(Client.PipelineStatus status) => (PipelineStatus)(int)status;
}

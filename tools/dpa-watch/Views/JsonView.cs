using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dpa.Realtime.Client;

namespace Dpa.Realtime.Watch.Views;

/// <summary>
/// One JSON object a line for each state, in the words of the wire; problems as text on the error output.
/// </summary>
internal sealed class JsonView(TextWriter output, TextWriter errors) : IView
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TextWriter _output = TextWriter.Synchronized(output);

    public Task RunAsync(CancellationToken left) => Task.CompletedTask;

    public void State(PipelineState state)
    {
        using var buffer = new MemoryStream();
        using (var w = new Utf8JsonWriter(buffer, Options)) Write(w, state);
        _output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        _output.Flush();
    }

    public void Transition(TransitionEventArgs transition)
    {
    }

    public void Connection(ConnectionSnapshot connection)
    {
    }

    public void Problem(string message, string suggestion) =>
        errors.WriteLine($"dpa-watch: {Words.Clean(message)} {Words.Clean(suggestion)}".TrimEnd());

    public void Notice(string text) => errors.WriteLine($"dpa-watch: {Words.Clean(text)}");

    public void End(int exitCode)
    {
    }

    private static void Write(Utf8JsonWriter w, PipelineState s)
    {
        w.WriteStartObject();
        w.WriteString("pipeline_id", s.Id);
        w.WriteString("epoch", s.Position.Epoch);
        w.WriteNumber("version", s.Position.Version);
        w.WriteNumber("transition", s.Transition);
        w.WriteString("status", Words.Of(s.Status));
        w.WriteNumber("overall_progress", s.OverallProgress);
        w.WriteString("current_stage", s.CurrentStage);
        w.WriteString("message", s.Message);
        w.WriteNumber("attempt", s.Attempt);
        if (s.Name is not null) w.WriteString("name", s.Name);
        Write(w, s.Eta, s.EtaLow, s.EtaHigh);
        Write(w, s.Error);
        Write(w, s.Question);
        w.WriteString("timestamp", s.Timestamp.UtcDateTime);
        w.WriteStartArray("stages");
        foreach (var stage in s.Stages) Write(w, stage);
        w.WriteEndArray();
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, StageState s)
    {
        w.WriteStartObject();
        w.WriteString("id", s.Id);
        w.WriteString("name", s.Name);
        w.WriteString("status", Words.Of(s.Status));
        w.WriteNumber("progress", s.Progress);
        w.WriteNumber("attempt", s.Attempt);
        w.WriteString("message", s.Message);
        if (s.CompletedUnits is { } done) w.WriteNumber("completed_units", done);
        if (s.TotalUnits is { } total) w.WriteNumber("total_units", total);
        if (s.Unit is not null) w.WriteString("unit", s.Unit);
        Write(w, s.Eta, s.EtaLow, s.EtaHigh);
        Write(w, s.Error);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, TimeSpan? eta, TimeSpan? low, TimeSpan? high)
    {
        if (eta is { } left) w.WriteNumber("eta_ms", (long)left.TotalMilliseconds);
        if (low is { } from) w.WriteNumber("eta_low_ms", (long)from.TotalMilliseconds);
        if (high is { } to) w.WriteNumber("eta_high_ms", (long)to.TotalMilliseconds);
    }

    private static void Write(Utf8JsonWriter w, PipelineQuestion? question)
    {
        if (question is null) return;
        w.WriteStartObject("question");
        w.WriteString("id", question.Id);
        if (question.Stage is not null) w.WriteString("stage_type", question.Stage);
        w.WriteString("text", question.Text);
        if (question.Choices.Length > 0)
        {
            w.WriteStartArray("choices");
            foreach (var choice in question.Choices) w.WriteStringValue(choice);
            w.WriteEndArray();
        }

        if (question.ExpiresAt is { } until) w.WriteString("expires_at", until.UtcDateTime);
        w.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter w, ProgressError? error)
    {
        if (error is null) return;
        w.WriteStartObject("error_info");
        w.WriteString("code", error.Code);
        w.WriteString("message", error.Message);
        w.WriteString("suggestion", error.Suggestion);
        w.WriteBoolean("retryable", error.Retryable);
        w.WriteEndObject();
    }
}

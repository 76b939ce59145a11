using System.Text;
using BenchmarkDotNet.Attributes;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Benchmarks;

/// <summary>What the largest message that can be allowed costs to read (goal: under 20 ms).</summary>
[MemoryDiagnoser]
public class ParseBenchmark
{
    private const int MaxIds = 1000;

    private byte[] _message = [];

    [Params("ids", "one id", "no ids", "positions", "fields")]
    public string Of { get; set; } = "";

    [GlobalSetup]
    public void Setup() =>
        _message = Encoding.UTF8.GetBytes($"{{\"type\":\"subscribe_pipeline\",\"pipeline_id\":\"a\",{Body()}}}");

    [Benchmark]
    public object? Parse() => ClientMessageParser.Parse(_message, MaxIds).Message;

    private string Body() =>
        Of switch
        {
            "ids" => Ids(Enumerable.Range(0, 130_000).Select(i => $"{i:x5}")),
            "one id" => Ids(Enumerable.Repeat("abcde", 130_000)),
            "no ids" => Ids(Enumerable.Repeat("", 345_000)),
            "positions" =>
                $"\"positions\":{{{string.Join(',', Enumerable.Range(0, 30_000).Select(i => $"\"{i:x5}\":{{\"epoch\":\"e\",\"version\":1}}"))}}}",
            _ => string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i:x5}\":1")),
        };

    private static string Ids(IEnumerable<string> ids) =>
        $"\"pipeline_ids\":[{string.Join(',', ids.Select(id => $"\"{id}\""))}]";
}

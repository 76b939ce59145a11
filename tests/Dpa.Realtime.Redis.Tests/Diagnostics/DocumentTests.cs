using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Links;
using Dpa.Realtime.Redis.Tests.Worlds;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Redis.Tests.Diagnostics;

/// <summary>docs/redis.md says what the code does.</summary>
public sealed partial class DocumentTests
{
    private readonly string _document = File.ReadAllText(Root("docs/redis.md"));

    [Fact]
    public async Task Instruments_OfTheMeter_AreThoseOfTheDocumentWithTheirMeaning()
    {
        var found = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name != RedisMetrics.MeterName)
                return;
            lock (found)
                found.Add(
                    $"`{instrument.Name}` | {Kind(instrument)} | {(instrument.Unit is "s" ? "s" : instrument.Unit)} | "
                        + $"{instrument.Description!.TrimEnd('.').Split(',')[0]}"
                );
        };
        await using var node = new RedisNode(o => o.Configuration = "localhost:1");
        listener.Start();

        Assert.NotEmpty(found);
        Assert.All(found.Distinct(), line => Assert.Contains(line, _document, StringComparison.Ordinal));
        Assert.Equal(
            found.Select(f => f.Split('`')[1]).Distinct().Order(),
            Names().Matches(_document).Select(m => m.Groups[1].Value).Distinct().Order());
    }

    [Fact]
    public void LogLines_OfThePackage_AreThoseOfTheDocument()
    {
        foreach (
            var attribute in typeof(RedisLog)
                .GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Select(m => m.GetCustomAttribute<LoggerMessageAttribute>())
                .OfType<LoggerMessageAttribute>())
            Assert.Contains($"| {attribute.EventId} | {attribute.Level} |", _document, StringComparison.Ordinal);
    }

    [Fact]
    public void Permissions_OfTheDocument_AreThoseThatAreTested() =>
        Assert.Contains(RedisFailure.Permissions, _document, StringComparison.Ordinal);

    [Fact]
    public void Failures_OfEachKind_SayWhatToDoAndStandInTheDocument()
    {
        foreach (var kind in Enum.GetValues<FailureKind>())
        {
            Assert.True(RedisFailure.WhatToDo(kind).Length > 40);
            Assert.Contains($"`{kind}`", _document, StringComparison.Ordinal);
        }
    }

    private static string Kind(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        Counter<long> => "counter",
        _ => "observable up-down counter",
    };

    private static string Root(string path, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../..", path));

    [GeneratedRegex(@"\| `(dpa\.realtime\.redis\.[a-z._]+)`")]
    private static partial Regex Names();
}

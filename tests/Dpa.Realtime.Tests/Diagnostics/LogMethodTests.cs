using System.Reflection;
using System.Text.RegularExpressions;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Tests.Diagnostics;

/// <summary>What the room Diagnostics promises of every line that the library can log.</summary>
public sealed partial class LogMethodTests
{
    private static MethodInfo[] Methods { get; } =
    [
        .. typeof(IBackplane)
            .Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(m => m.GetCustomAttribute<LoggerMessageAttribute>() is not null),
    ];

    [Fact]
    public void Texts_AreSafe()
    {
        Type[] harmless =
        [
            typeof(ILogger), typeof(SafeText), typeof(int), typeof(long), typeof(double), typeof(Exception),
        ];

        Assert.NotEmpty(Methods);
        Assert.Empty(
            Methods.SelectMany(m =>
                m.GetParameters().Where(p => !harmless.Contains(p.ParameterType)).Select(p => $"{m.Name}({p.Name})")));
    }

    [Fact]
    public void Events_HaveNumbersOfTheirOwn() =>
        Assert.Distinct(Methods.Select(m => m.GetCustomAttribute<LoggerMessageAttribute>()!.EventId));

    [Fact]
    public void Events_AreDocumented()
    {
        var table = File.ReadAllLines(Document.Path)
            .Select(l => Row().Match(l))
            .Where(m => m.Success)
            .Select(m => (int.Parse(m.Groups[1].Value, null), m.Groups[2].Value, m.Groups[3].Value));
        var code = Methods
            .Select(m => (m, a: m.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Select(x => (x.a.EventId, x.m.Name, x.a.Level.ToString()));

        Assert.Equal(code.Order(), table.Order());
    }

    [Fact]
    public void Events_AreLoggedSomewhere()
    {
        var source = string.Concat(
            Directory.EnumerateFiles(Document.Source, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.All(Methods, m => Assert.Contains($".{m.Name}(", source, StringComparison.Ordinal));
    }

    /// <summary>
    /// Every call goes through such a method: none formats a line by itself. The one logger passes on what they hand
    /// it.
    /// </summary>
    [Fact]
    public void Source_LogsInNoOtherWay()
    {
        var wrong = Directory
            .EnumerateFiles(Document.Source, "*.cs", SearchOption.AllDirectories)
            .Where(f => OtherWay().IsMatch(File.ReadAllText(f)))
            .Select(Path.GetFileName);

        Assert.Equal(["QuietLogger.cs"], wrong);
    }

    [GeneratedRegex(@"^\| (\d+) \| `(\w+)` \| (\w+) \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(|BeginScope")]
    private static partial Regex OtherWay();
}

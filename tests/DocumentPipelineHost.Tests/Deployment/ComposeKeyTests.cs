using System.Globalization;
using System.Reflection;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using YamlDotNet.Serialization;

namespace DocumentPipelineHost.Tests.Deployment;

/// <summary>Each key that compose.yaml gives the host is one that the host reads.</summary>
public sealed class ComposeKeyTests
{
    private static readonly string[] OfTheFramework = ["urls"];

    [Fact]
    public async Task Environment_OfTheHostInComposeFile_IsBoundKeyByKey()
    {
        var environment = Read();
        using var folder = new DataFolderOfTest();
        var values = environment.Keys.Except(OfTheFramework).ToDictionary(k => k.Replace("__", ":", StringComparison.Ordinal), k => k == "Data__Directory" ? folder.Path : "17");
        await using var app = HostApplication.Create([.. values.Select(v => $"--{v.Key}={v.Value}"), "--environment=Development"]);

        Assert.NotEmpty(values);
        foreach (var (key, value) in values)
        {
            var parts = key.Split(':');
            var type = typeof(DataOptions).Assembly.GetTypes().SingleOrDefault(t => (string?)t.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) == parts[0]);
            var property = type?.GetProperty(parts[1]);
            Assert.True(property is not null, $"Nobody reads {key}.");
            var options = app.Services.GetRequiredService(typeof(IOptions<>).MakeGenericType(type!));
            var bound = property!.GetValue(options.GetType().GetProperty("Value")!.GetValue(options));
            Assert.Equal(value, Convert.ToString(bound, CultureInfo.InvariantCulture));
        }
    }

    private static Dictionary<string, string> Read()
    {
        var parser = new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(new StringReader(File.ReadAllText(Path.Combine(Assets.Root, "compose.yaml")))));
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser);
        var host = (Dictionary<object, object>)((Dictionary<object, object>)file["services"])["documents"];
        return ((Dictionary<object, object>)host["environment"]).ToDictionary(e => (string)e.Key, e => (string)e.Value);
    }
}

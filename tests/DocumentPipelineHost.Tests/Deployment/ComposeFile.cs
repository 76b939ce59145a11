using DocumentPipelineHost.Tests.Host;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace DocumentPipelineHost.Tests.Deployment;

/// <summary>compose.yaml, as far as it is about programs of this repository.</summary>
internal static class ComposeFile
{
    public static IReadOnlyList<ComposedService> Read() =>
    [
        .. from one in All()
           let service = (Dictionary<object, object>)one.Value
           where service.ContainsKey("build")
           let arguments = (Dictionary<object, object>)((Dictionary<object, object>)service["build"])["args"]
           select new ComposedService((string)one.Key, (string)arguments["ASSEMBLY"], Environment(service)),
    ];

    /// <summary>The environment of a service that is not of this repository.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(string service) =>
        Environment((Dictionary<object, object>)All()[service]);

    private static Dictionary<object, object> All()
    {
        // The merging parser knows YAML's anchors.
        var parser = new MergingParser(
            new Parser(new StringReader(File.ReadAllText(Path.Combine(Assets.Root, "compose.yaml")))));
        return (Dictionary<object, object>)
            new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser)["services"];
    }

    private static Dictionary<string, string> Environment(Dictionary<object, object> service) =>
        ((Dictionary<object, object>)service["environment"]).ToDictionary(
            static entry => (string)entry.Key,
            static entry => (string)entry.Value);
}

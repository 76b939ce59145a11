using YamlDotNet.Serialization;

namespace Dpa.Realtime.ChaosTests.Deployment;

/// <summary>The services of this repository's own in compose.yaml: which program each runs, and with which environment.</summary>
internal static class ComposeFile
{
    public static IReadOnlyList<(string Service, string Assembly, IReadOnlyDictionary<string, string> Environment)> Read()
    {
        // The merging parser knows YAML's anchors.
        var parser = new YamlDotNet.Core.MergingParser(new YamlDotNet.Core.Parser(new StringReader(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "compose.yaml")))));
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser);
        var services = (Dictionary<object, object>)file["services"];
        return
        [
            .. from one in services
               let service = (Dictionary<object, object>)one.Value
               where service.ContainsKey("build")
               let arguments = (Dictionary<object, object>)((Dictionary<object, object>)service["build"])["args"]
               let environment = (Dictionary<object, object>)service["environment"]
               select ((string)one.Key, (string)arguments["ASSEMBLY"], (IReadOnlyDictionary<string, string>)environment.ToDictionary(e => (string)e.Key, e => (string)e.Value)),
        ];
    }
}

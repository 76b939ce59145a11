using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DocumentEngine.Isolation;
using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Engine;

/// <summary>How this program is started once more, as a parsing process.</summary>
internal static class EngineCommand
{
    /// <summary>All of the environment that it gets; connection strings and keys stay here.</summary>
    private static readonly string[] Passed =
    [
        "PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT",
        "DOTNET_TieredPGO", "SystemRoot",
    ];

    // The collector's share: what lies beside its heap (code, stacks, native buffers) has the rest.
    private const double HeapShare = 0.7;

    public static ProcessStartInfo Create(EngineOptions options)
    {
        var start = new ProcessStartInfo
        {
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var (program, library) = Program();
        start.FileName = program;
        if (library is not null)
            start.ArgumentList.Add(library);
        start.ArgumentList.Add(EngineChild.Argument);
        start.ArgumentList.Add(options.MemoryLimit.ToString(CultureInfo.InvariantCulture));
        SetEnvironment(start.Environment, options);
        return start;
    }

    // By way of the runtime that runs this program, so that it works from a test's process too; a self-contained
    // program is its own way.
    private static (string Program, string? Library) Program()
    {
        var library = typeof(HostApplication).Assembly.Location;
        var muxer = Path.GetFullPath(
            Path.Combine(
                RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
                OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return library.Length > 0 && File.Exists(muxer) ? (muxer, library) : (Environment.ProcessPath!, null);
    }

    private static void SetEnvironment(IDictionary<string, string?> environment, EngineOptions options)
    {
        var kept = Passed
            .Select(name => (name, value: environment.TryGetValue(name, out var value) ? value : null))
            .ToList();
        environment.Clear();
        foreach (var (name, value) in kept.Where(static each => each.value is not null))
            environment[name] = value;
        environment["DOTNET_GCHeapHardLimit"] = ((long)(options.MemoryLimit * HeapShare)).ToString(
            "X", CultureInfo.InvariantCulture);
        environment["DOTNET_gcServer"] = "0";
        environment["DOTNET_gcConcurrent"] = "0";
        environment["DOTNET_EnableDiagnostics"] = "0";
        environment["DOTNET_DbgEnableMiniDump"] = "0";
    }
}

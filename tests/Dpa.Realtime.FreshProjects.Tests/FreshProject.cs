namespace Dpa.Realtime.FreshProjects.Tests;

/// <summary>A project of <c>projects/</c> in a folder of its own, outside of this repository.</summary>
internal sealed class FreshProject : IDisposable
{
    private FreshProject(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>An empty one.</summary>
    public static FreshProject New(string name) => new(Directory.CreateTempSubdirectory($"dpa-fresh-{name}").FullName);

    /// <summary>A copy; nothing is installed.</summary>
    public static FreshProject Copy(string name)
    {
        var folder = Directory.CreateTempSubdirectory($"dpa-fresh-{name}").FullName;
        Copy(Path.Combine(Machine.Root, "tests/Dpa.Realtime.FreshProjects.Tests/projects", name), folder);
        return new FreshProject(folder);
    }

    /// <summary>A copy with its npm packages and this checkout's.</summary>
    /// <param name="packages">The packed client.</param>
    /// <param name="name">The project's folder.</param>
    /// <param name="instead">Packages to install in other versions: <c>react@18.3.0</c>.</param>
    public static async Task<FreshProject> InstallAsync(Packages packages, string name, params string[] instead)
    {
        await Registries.RequireNpmAsync();
        var archive = await packages.ScriptAsync();
        var project = Copy(name);
        try
        {
            await Command.RunAsync(
                project.Folder, "npm",
                ["install", archive, .. instead, "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]);
            return project;
        }
        catch
        {
            project.Dispose();
            throw;
        }
    }

    public Task<string> RunAsync(string program, params string[] args) => Command.RunAsync(Folder, program, args);

    public Task<string> RunAsync(IReadOnlyDictionary<string, string> variables, string program, params string[] args) =>
        Command.RunAsync(Folder, variables, program, args);

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    internal static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from))
            if (Path.GetFileName(folder) is not ("bin" or "obj" or "node_modules") and var name)
                Copy(folder, Path.Combine(to, name));
    }
}

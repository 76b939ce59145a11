namespace Dpa.Realtime.Faults;

/// <summary>
/// What a test needs of the machine: where it is missing the test is skipped with the line that installs it, or fails
/// under <c>DPA_REQUIRE_SERVICES=1</c>.
/// </summary>
public static class Requirements
{
    /// <summary><c>redis-server</c> and <c>redis-cli</c>.</summary>
    public static void Redis()
    {
        Need("redis-server", "redis-server");
        Need("redis-cli", "redis-tools");
    }

    /// <summary><c>nginx</c>.</summary>
    public static void Nginx() => Need("nginx", "nginx-light");

    /// <summary>OpenStack Swift's servers and <c>swift-ring-builder</c>.</summary>
    public static void Swift()
    {
        foreach (
            var program in (string[])
                [
                    "swift-ring-builder", "swift-account-server", "swift-container-server", "swift-object-server",
                    "swift-proxy-server",
                ])
            Need(program, "swift-proxy swift-account swift-container swift-object");
    }

    /// <summary>
    /// PostgreSQL's <c>initdb</c> and <c>postgres</c>, where Debian has them or on the PATH; the folder of its
    /// programs.
    /// </summary>
    public static string Postgres()
    {
        const string Debians = "/usr/lib/postgresql";
        var folders = Directory.Exists(Debians)
            ? Directory
                .GetDirectories(Debians)
                .OrderDescending(StringComparer.Ordinal)
                .Select(folder => $"{folder}/bin")
                .ToList()
            : [];
        if (folders.Find(folder => File.Exists($"{folder}/initdb") && File.Exists($"{folder}/postgres")) is { } found)
            return found;
        Need("initdb", "postgresql");
        return System.IO.Path.GetDirectoryName(Path("initdb"))!;
    }

    /// <summary><c>prlimit</c>, with which a process is given few file descriptors.</summary>
    public static void Prlimit() => Need("prlimit", "util-linux");

    /// <summary><c>nft</c>, root, and a kernel that takes a rule with <c>numgen</c>.</summary>
    public static void PacketLoss()
    {
        if (PacketLossRefusal() is { } refusal) SkipOrFail($"Packets cannot be lost here: {refusal}");
    }

    /// <summary>Root, and a system that lets it mount file systems.</summary>
    public static void Mounts()
    {
        var refusal = Environment.IsPrivilegedProcess ? SmallDisk.Refusal() : "it needs root";
        if (refusal is not null) SkipOrFail($"No disk can be mounted here: {refusal}");
    }

    private static string? PacketLossRefusal()
    {
        if (Path("nft") is null) return "nft is missing: sudo apt-get install -y --no-install-recommends nftables";
        return Environment.IsPrivilegedProcess ? Network.PacketLoss.Refusal() : "it needs root";
    }

    /// <summary>Any program of the PATH.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="package">Debian's package that has it.</param>
    public static void Need(string program, string package)
    {
        if (Path(program) is null)
            SkipOrFail($"{program} is missing: sudo apt-get install -y --no-install-recommends {package}");
    }

    /// <summary>Skips the test, or fails it where services are required.</summary>
    /// <param name="missing">What is missing, and what to do.</param>
    public static void SkipOrFail(string missing)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DPA_REQUIRE_SERVICES") == "1", missing);
        Assert.Fail(missing);
    }

    private static string? Path(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Append("/usr/sbin")
            .Select(folder => System.IO.Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}

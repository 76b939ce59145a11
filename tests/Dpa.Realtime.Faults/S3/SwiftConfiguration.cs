namespace Dpa.Realtime.Faults.S3;

/// <summary>
/// The files that OpenStack Swift's four servers read: one device, one copy, in one folder, with the S3 protocol in
/// front.
/// </summary>
internal static class SwiftConfiguration
{
    /// <summary>For each server that keeps something: its name.</summary>
    public static readonly string[] Keepers = ["account", "container", "object"];

    public static void Write(string folder, int port, IReadOnlyList<int> keeperPorts)
    {
        foreach (var part in (string[])["etc", "dev/d1"]) Directory.CreateDirectory(Path.Combine(folder, part));
        Write(folder, "swift.conf", Common);
        Write(folder, "proxy-server.conf", Server(folder, port, "proxy") + Proxy);
        foreach (var (name, keeperPort) in Keepers.Zip(keeperPorts))
            Write(folder, $"{name}-server.conf", Server(folder, keeperPort, name) + Keeper(folder, name));
    }

    private static void Write(string folder, string name, string text) =>
        File.WriteAllText(Path.Combine(folder, "etc", name), text);

    private static string Server(string folder, int port, string name) => $"""
        [DEFAULT]
        bind_ip = 127.0.0.1
        bind_port = {port}
        workers = 0
        user = {Environment.UserName}
        swift_dir = {folder}/etc
        log_name = {name}
        log_level = ERROR

        """;

    private static string Keeper(string folder, string name) => $"""
        devices = {folder}/dev
        mount_check = false
        fallocate_reserve = 0
        disable_fallocate = true
        [pipeline:main]
        pipeline = {name}-server
        [app:{name}-server]
        use = egg:swift#{name}

        """;

    private const string Common = """
        [swift-hash]
        swift_hash_path_suffix = dpa
        [storage-policy:0]
        name = one
        default = yes
        [swift-constraints]
        max_header_size = 32768

        """;

    private const string Proxy = $"""
        [pipeline:main]
        pipeline = catch_errors cache listing_formats s3api tempauth copy slo dlo versioned_writes proxy-server
        [app:proxy-server]
        use = egg:swift#proxy
        account_autocreate = true
        allow_account_management = true
        [filter:tempauth]
        use = egg:swift#tempauth
        user_dpa_dpa = {SwiftServer.SecretKey} .admin
        user_dpa_guest = {SwiftServer.SecretKey}
        [filter:s3api]
        use = egg:swift#s3api
        s3_acl = false
        check_bucket_owner = false
        location = us-east-1
        min_segment_size = 5242880
        [filter:catch_errors]
        use = egg:swift#catch_errors
        [filter:cache]
        use = egg:swift#memcache
        memcache_servers = 127.0.0.1:1
        [filter:listing_formats]
        use = egg:swift#listing_formats
        [filter:copy]
        use = egg:swift#copy
        [filter:slo]
        use = egg:swift#slo
        [filter:dlo]
        use = egg:swift#dlo
        [filter:versioned_writes]
        use = egg:swift#versioned_writes
        allow_versioned_writes = true

        """;
}

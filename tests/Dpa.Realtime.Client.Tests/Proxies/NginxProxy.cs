using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Client.Tests.Proxies;

/// <summary>A server of this library with a real nginx in front of it, which compresses what it passes on.</summary>
internal sealed class NginxProxy : IProxy, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dpa-nginx").FullName;
    private readonly WebApplication _server;
    private readonly int _port = FreePorts.Next();
    private ServerProcess? _process;

    private NginxProxy(WebApplication server) => _server = server;

    public Uri Address => new($"http://127.0.0.1:{_port}/");

    public IProgressNotifier Progress => _server.Services.GetRequiredService<IProgressNotifier>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>With the location of docs/proxies.md, as it stands there.</summary>
    /// <param name="without">Directives of it that are left out, by how their lines begin.</param>
    /// <param name="with">Directives beside them.</param>
    public static async Task<NginxProxy> StartAsync(string[]? without = null, string with = "")
    {
        Requirements.Nginx();
        var proxy = new NginxProxy(await KestrelApp.LibraryAsync());
        var configuration = Path.Combine(proxy._folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, proxy.Configuration(without ?? [], with), Stop);
        proxy._process = ServerProcess.Start(
            "nginx", ["-c", configuration, "-p", proxy._folder, "-e", "stderr", "-g", "daemon off;"], proxy._folder);
        await Eventually.HoldsAsync(proxy.ListensAsync, $"nginx listens: {proxy._process.Describe()}");
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.StopAsync(); // with its worker
            await _process.DisposeAsync();
        }

        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Configuration(string[] without, string with)
    {
        var block = Documented().Replace("listen 443 ssl;", $"listen 127.0.0.1:{_port};", StringComparison.Ordinal)
            .Replace(
                "http://127.0.0.1:8200", KestrelApp.AddressOf(_server).GetLeftPart(UriPartial.Authority),
                StringComparison.Ordinal);
        var lines = block.Split('\n').Where(l =>
            !without.Any(w => l.TrimStart().StartsWith(w, StringComparison.Ordinal)));
        string[] temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        return $$"""
            worker_processes 1;
            pid {{_folder}}/nginx.pid;
            events { worker_connections 256; }
            http {
                access_log off;
                gzip on; gzip_min_length 1; gzip_proxied any; gzip_types *;
                {{string.Join(' ', temporary.Select(t => $"{t}_temp_path {_folder}/{t};"))}}
                {{with}}
                {{string.Join('\n', lines)}}
            }
            """;
    }

    private async Task<bool> ListensAsync()
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", _port, Stop);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The page's first block for nginx.</summary>
    private static string Documented([CallerFilePath] string here = "")
    {
        const string Begin = "```nginx\n";
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/proxies.md"));
        var start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        return page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
    }
}

using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Processes;

namespace DocumentPipelineHost.Tests.Proxies;

/// <summary>
/// A real nginx that shares requests out between two hosts, in turn: two to the first, then one to the second. So an
/// upload's HEAD and PATCH do not keep to one of them each.
/// </summary>
internal sealed class RoundRobin : IAsyncDisposable
{
    private readonly DataFolderOfTest _folder = new();
    private ServerProcess? _process;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; } = FreePorts.Next();

    private string Log => Path.Combine(_folder.Path, "served.log");

    public async Task StartAsync(Uri first, Uri second)
    {
        Requirements.Nginx();
        var configuration = Path.Combine(_folder.Path, "nginx.conf");
        await File.WriteAllTextAsync(
            configuration,
            Configuration(first.Authority, second.Authority),
            TestContext.Current.CancellationToken
        );
        _process = ServerProcess.Start(
            "nginx",
            ["-c", configuration, "-p", _folder.Path, "-e", "stderr", "-g", "daemon off;"],
            _folder.Path
        );
        var own = new Uri($"http://127.0.0.1:{Port}");
        await Eventually.HoldsAsync(() => NginxServer.ListensAsync(own), $"nginx listens: {_process.Describe()}");
    }

    /// <summary>
    /// The hosts that answered requests of this method, each as <c>address:port</c>. Requests are noted when they have
    /// ended.
    /// </summary>
    public IReadOnlyList<string> Served(string method) =>
        [
            .. File.ReadAllLines(Log)
                .Select(static line => line.Split(' '))
                .Where(line => line[0] == method)
                .Select(static line => line[1]),
        ];

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.StopAsync();
        _folder.Dispose();
    }

    private string Configuration(string first, string second) =>
        $$"""
            worker_processes 1;
            pid {{_folder.Path}}/nginx.pid;
            events { worker_connections 256; }
            http {
                {{string.Join(
                '\n',
                ((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(kind =>
                    $"{kind}_temp_path {_folder.Path}/{kind};"
                )
            )}}
                log_format served '$request_method $upstream_addr $status';
                access_log {{Log}} served;
                upstream hosts { server {{first}} weight=2; server {{second}} weight=1; }
                server {
                    listen 127.0.0.1:{{Port}};
                    client_max_body_size 0;
                    location / {
                        proxy_pass http://hosts;
                        proxy_http_version 1.1;
                        proxy_set_header Host $http_host;
                        proxy_request_buffering off;
                        proxy_buffering off;
                    }
                }
            }
            """;
}

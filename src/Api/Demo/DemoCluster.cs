using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Simulator;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Scripts;

namespace OrleansMonitor.Api.Demo;

/// <summary>A simulated Proxmox cluster in this process that plays a scripted story.</summary>
internal sealed partial class DemoCluster(SimulatedProxmox proxmox, ILogger<DemoCluster> log) : IHostedService, IAsyncDisposable
{
    /// <summary>The argument that starts the demo.</summary>
    public const string Flag = "--demo";

    /// <summary>Starts the cluster and configures it; explicit settings take precedence.</summary>
    /// <exception cref="ConfigurationException">Clusters are configured: a demo acts by itself and must not reach them.</exception>
    public static async Task<SimulatedProxmox> AddAsync(WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetSection("Monitor:Clusters").GetChildren().Any())
        {
            throw new ConfigurationException(
                [new(
                        "Monitor:Clusters",
                        $"is given together with {Flag}, which watches a simulated cluster alone. Leave one of them out.")]);
        }

        var proxmox = await SimulatedProxmox.StartAsync(DemoStory.Options);
        var defaults = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Monitor:Clusters:0:Name"] = "demo",
            ["Monitor:Clusters:0:TokenId"] = proxmox.ReadTokenId,
            ["Monitor:Clusters:0:TokenSecret"] = proxmox.ReadTokenSecret,
            ["Monitor:Clusters:0:ActTokenId"] = proxmox.ActTokenId,
            ["Monitor:Clusters:0:ActTokenSecret"] = proxmox.ActTokenSecret,
            ["Monitor:Clusters:0:Tls:Fingerprint"] = proxmox.Fingerprint,
            ["Monitor:Tiers:StartupDelay"] = "00:00:01",
            ["Monitor:Tiers:Critical"] = "00:00:01",
            ["Monitor:Tiers:Important"] = "00:00:02",
            ["Monitor:Tiers:Routine"] = "00:00:10",
            ["Monitor:Tiers:Background"] = "00:10:00",
            ["Monitor:Autonomy:Level"] = "3",
            ["Monitor:Database:ConnectionString"] = "Data Source=data/demo.db",
        };
        for (var i = 0; i < proxmox.Endpoints.Count; i++) defaults[$"Monitor:Clusters:0:Endpoints:{i}"] = proxmox.Endpoints[i].ToString();

        var configured = builder.Configuration.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => pair.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        builder.Configuration.AddInMemoryCollection(defaults.Where(pair => !configured.Contains(pair.Key)));
        builder.Services.AddSingleton(proxmox).AddHostedService<DemoCluster>();
        return proxmox;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogDemo(log, proxmox.Endpoints[0], proxmox.Endpoints.Count);
        proxmox.Cluster.Changed += Print;
        proxmox.Cluster.Play(DemoStory.Script);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        proxmox.Cluster.Changed -= Print;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => proxmox.DisposeAsync();

    private void Print(SimulatedChange change) => LogStory(log, change.Text);

    [LoggerMessage(LogLevel.Warning, "DEMO: watching a simulated cluster at {Endpoint} with {Nodes} nodes. Nothing in it is real")]
    private static partial void LogDemo(ILogger log, Uri endpoint, int nodes);

    [LoggerMessage(LogLevel.Information, "DEMO: {Story}")]
    private static partial void LogStory(ILogger log, string story);
}

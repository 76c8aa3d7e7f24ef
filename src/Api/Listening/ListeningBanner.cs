using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Api.Listening;

/// <summary>Logs, once the API listens, what it monitors and what to try next.</summary>
internal sealed partial class ListeningBanner(
    IServer server, CheckedConfiguration configuration, MonitorSettings settings, ILogger<ListeningBanner> log)
    : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        if (configuration.Demo) LogDemo(log, url);
        else if (settings.Clusters.IsEmpty) LogNothing(log, url);
        else LogWatching(log, string.Join(", ", settings.Clusters), url);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "DEMO: open {Url} or try: curl '{Url}/api/v1/events?after=0'")]
    private static partial void LogDemo(ILogger log, string url);

    [LoggerMessage(LogLevel.Warning,
        "No cluster is watched yet. Open {Url}/connect to add one, or name one under Monitor:Clusters in the configuration; the README "
        + "shows both. Or start with --demo")]
    private static partial void LogNothing(ILogger log, string url);

    [LoggerMessage(LogLevel.Information, "Watching {Clusters}; open {Url}")]
    private static partial void LogWatching(ILogger log, string clusters, string url);
}

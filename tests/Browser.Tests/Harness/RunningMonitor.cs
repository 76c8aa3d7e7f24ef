using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Api;
using OrleansMonitor.Simulator;
using OrleansMonitor.Tests.Support;

namespace OrleansMonitor.Browser.Tests.Harness;

/// <summary>The API as it is deployed, with its dashboard, on a SQLite file, watching a simulated Proxmox.</summary>
internal sealed class RunningMonitor : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningMonitor(WebApplication app) => (_app, Address) = (app, new(app.Urls.First()));

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RunningMonitor> Start(string database, SimulatedProxmox? proxmox = null, params string[] more)
    {
        var args = MonitorArguments.Of(database);
        args.AddRange(["--Monitor:Tiers:Important=00:00:01", "--Monitor:Tiers:Routine=00:00:05"]);
        if (proxmox is not null) args.AddRange(MonitorArguments.Watching(proxmox, acting: true));
        args.AddRange(more);
        var app = await MonitorApp.BuildAsync([.. args], builder => builder.Logging.ClearProviders());
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app);
    }

    public static Task<SimulatedProxmox> Proxmox(int guests = 12) =>
        MonitorArguments.Proxmox(guests, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace OrleansMonitor.Api.Auth;

/// <summary>Logs the link that creates the first admin account, once the API listens, if everybody on this machine may use it.</summary>
internal sealed partial class SetUpBanner(
    IServer server, OpenAccess access, SetUpLink link, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<SetUpBanner> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        if (access.IsForGood) return;
        Openness openness;
        while ((openness = await access.Now()) == Openness.Unknown) await Task.Delay(Pause, time, stoppingToken);
        if (openness != Openness.Open) return;
        var url = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        LogLink(log, $"{url}{SetUpLink.Page}?token={link.Make()}", (int)SetUpLink.Lifetime.TotalMinutes);
    }

    [LoggerMessage(LogLevel.Warning,
        "Everybody on this machine may use the API. To have it ask for a sign-in, create the first admin account: open {Link}. The link "
        + "works once, for {Minutes} minutes")]
    private static partial void LogLink(ILogger log, string link, int minutes);
}

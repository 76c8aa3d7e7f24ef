using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>
/// Reads accounts and API keys again while something is open, so that a hub or a page whose account or key was changed on another API host
/// is closed within seconds, also if the event of the change was lost.
/// </summary>
internal sealed class OpenRequestsCheck(OpenRequests open, AccountRing accounts, KeyRing keys, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (open.Sessions == 0) continue;
            await accounts.HasAdmin();
            try
            {
                await keys.Check();
            }
            catch (StoreUnavailableException)
            {
                // Requests are refused meanwhile; what is open stays until the keys can be read.
            }
        }
    }
}

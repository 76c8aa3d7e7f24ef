using Microsoft.Extensions.Hosting;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>
/// Follows the registry of clusters each second, in every process: an added, paused or removed cluster takes effect everywhere within two
/// seconds, without an event that could be lost.
/// </summary>
internal sealed class RegistryFollower(RegistryReader registry, TierStarter tiers, TimeProvider time)
    : BackgroundService, IRegistryFollower
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Task _starting = Task.CompletedTask;

    /// <inheritdoc />
    public async Task Refresh()
    {
        await _turn.WaitAsync();
        try
        {
            await registry.Read();

            // Not awaited: a silo that hangs must not keep this process from learning that another cluster was paused.
            if (_starting.IsCompleted) _starting = tiers.StartAdded();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Refresh();
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}

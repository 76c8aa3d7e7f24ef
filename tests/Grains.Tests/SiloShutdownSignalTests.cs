using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansMonitor.Grains.Placement;

namespace OrleansMonitor.Grains.Tests;

public sealed class SiloShutdownSignalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_on_a_grain_is_let_go_when_another_silo_goes_and_not_when_one_comes()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => silo.Services.AddSingleton<SiloShutdownSignal>());
        await using var silos = builder.Build();
        await silos.DeployAsync(Stop);
        var shutdown = silos.Silos[0].ServiceProvider.GetRequiredService<SiloShutdownSignal>();
        var wait = shutdown.Next;
        await silos.StartAdditionalSiloAsync();
        wait.IsCancellationRequested.ShouldBeFalse("nobody went");

        await silos.StopSiloAsync(silos.Silos[1], Stop);
        await Cancelled(wait);
        shutdown.Next.IsCancellationRequested.ShouldBeFalse("the next wait is for the next departure");
    }

    [Fact]
    public async Task Who_waits_on_a_grain_is_let_go_when_its_own_silo_stops_and_does_not_wait_there_again()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.Services.AddSingleton<SiloShutdownSignal>());
        await using var silos = builder.Build();
        await silos.DeployAsync(Stop);
        var shutdown = silos.Silos[0].ServiceProvider.GetRequiredService<SiloShutdownSignal>();
        var wait = shutdown.Next;
        await silos.StopSiloAsync(silos.Silos[0], Stop);
        await Cancelled(wait);
        shutdown.Next.IsCancellationRequested.ShouldBeTrue();
    }

    private static async Task Cancelled(CancellationToken wait)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = wait.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }
}

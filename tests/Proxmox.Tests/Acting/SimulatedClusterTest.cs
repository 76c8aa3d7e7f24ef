using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Simulator;

namespace OrleansMonitor.Proxmox.Tests.Acting;

/// <summary>A simulated cluster over HTTPS on fake time, with the probe and the actuator that the monitor would use.</summary>
public abstract class SimulatedClusterTest : IAsyncLifetime
{
    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    private protected SimulatedProxmox Simulator { get; private set; } = null!;

    private protected ProxmoxProbe Probe { get; private set; } = null!;

    private protected ProxmoxActuator Actuator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Simulator = await SimulatedProxmox.StartAsync(new() { Guests = 20, StoppedShare = 0 }, Time, ProbeFor.Cancellation);
        var connection = ActuatorFor.Connection(Simulator);
        Probe = ProbeFor.With(connection);
        Actuator = ActuatorFor.With(connection, beside: Probe);
    }

    public async ValueTask DisposeAsync()
    {
        Actuator.Dispose();
        Probe.Dispose();
        await Simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

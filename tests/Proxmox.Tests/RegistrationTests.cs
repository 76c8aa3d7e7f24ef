using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Proxmox.Http;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>The probe comes out of a service provider with what was registered.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task The_registered_probe_reads_the_registered_clusters()
    {
        await using var server = await ScriptedProxmox.StartAsync();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IClusterConnections>(new FixedClusterConnections([ProbeFor.Connection(server)]))
            .AddProxmoxProbe(new ProbeTimeouts())
            .BuildServiceProvider();
        var probe = services.GetRequiredService<IProbe>();
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure.ShouldBeNull();
        probe.ShouldBeSameAs(services.GetRequiredService<IProbe>());
    }
}

using OrleansMonitor.Domain.Rules.Guests.Causes;
using OrleansMonitor.Proxmox.Tests.Acting;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>A node's journal, which Proxmox sends compressed whether or not a client asks for that.</summary>
public sealed class JournalTests : SimulatedClusterTest
{
    [Fact]
    public async Task The_kernel_s_kill_of_a_guest_is_read_from_the_journal_of_its_node()
    {
        var since = Time.GetUtcNow();
        Simulator.Cluster.KillGuestForMemory(103);

        var journal = await Probe.ReadJournalAsync(ProbeFor.Pve1, since, ProbeFor.Cancellation);

        journal.Failure.ShouldBeNull();
        JournalReading.KillLine(journal.Value, 103).ShouldNotBeNull();
        (await Probe.ReadJournalAsync(ProbeFor.Pve1, since.AddHours(1), ProbeFor.Cancellation)).Value
            .ShouldNotContain(line => line.Contains("oom-kill", StringComparison.Ordinal));
    }
}

using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Clusters;

/// <content>Keeping guests running.</content>
public sealed partial class SimulatedCluster
{
    internal void EnsureRunning(int vmid, string user) => OnGuest(vmid, guest =>
    {
        Powered(guest.Node);
        if (guest.State == RunState.Stopped) _machinery.Guests.Start(guest, user);
        else if (guest.State != RunState.Running) _machinery.Guests.SetRunState(guest, RunState.Running);
    });
}

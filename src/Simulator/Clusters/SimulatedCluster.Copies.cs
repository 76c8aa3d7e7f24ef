using System.Globalization;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Simulator.Clusters;

/// <content>Snapshots, clones, restores, loads, HA maintenance, new certificates, and the initial guests.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>The initial guests of a cluster with these options.</summary>
    /// <exception cref="ArgumentException">The options are not usable; the message names every problem.</exception>
    public static IReadOnlyList<GuestSnapshot> GuestsAtStart(SimulatorOptions options)
    {
        var problems = options.Validate();
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));
        return ClusterBuilder.Build(options, new(options), DayMilliseconds * 365L).State.Guests.ConvertAll(Snapshot);
    }

    /// <summary>Somebody takes a snapshot without memory: the guest runs on, locked for <see cref="SimulatorTimings.Snapshot"/>.</summary>
    public string SnapshotGuest(int vmid, string user = SomebodyElse) =>
        OnItsNode(vmid, guest => _machinery.Copies.Snapshot(guest, user).Upid);

    /// <summary>Somebody clones the guest; the copy is stopped, and locked while it is made.</summary>
    /// <exception cref="ArgumentException">The VMID of the copy is taken.</exception>
    public string CloneGuest(int vmid, int copy, string user = SomebodyElse) => _simulation.With(state => state.GuestsById.ContainsKey(copy)
        ? throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"There is a guest {copy} already."), nameof(copy))
        : _machinery.Copies.Clone(GuestOnPoweredNode(state, vmid), copy, user).Upid);

    /// <summary>Somebody restores a stopped guest from a backup, over what is there.</summary>
    public string RestoreGuest(int vmid, string user = SomebodyElse) =>
        OnItsNode(vmid, guest => _machinery.Copies.Restore(guest, user).Upid);

    /// <summary>
    /// Fixes the guest's use of its processors and memory, each 0–1; null lets it drift again.
    /// </summary>
    public void SetGuestLoad(int vmid, double? cpu, double? memory) => OnGuest(vmid, guest =>
    {
        guest.HoldsLoad = cpu is not null || memory is not null;
        guest.CpuLevel = (float)(cpu ?? Math.Min(guest.CpuLevel, 0.3));
        guest.MemoryLevel = (float)(memory ?? Math.Min(guest.MemoryLevel, 0.5));
        _machinery.State.Narrate("guest-load",
            FormattableString.Invariant($"{guest.Label} is at cpu {guest.CpuLevel:0.00}, memory {guest.MemoryLevel:0.00}"), guest);
    });

    /// <summary>HA puts the node into maintenance and moves its guests away, or ends that and moves them back.</summary>
    public void SetHaMaintenance(string node, bool on = true) =>
        OnNode(node, on ? _machinery.Maintenance.Enable : _machinery.Maintenance.Disable);

    /// <summary>The node serves a new certificate of the same authority, or the first one again.</summary>
    public void ReplaceCertificate(string node, bool former = false) => _simulation.With(state =>
    {
        var found = Find(state, node);
        found.Certificate = former ? null : _machinery.NewCertificate();
        found.CertificateNotAfter = DateTimeOffset.FromUnixTimeMilliseconds(state.Now).AddDays(730);
        state.Narrate("certificate-replaced", $"{node} serves {(former ? "its former" : "a new")} certificate", node: found);
    });

    private const long DayMilliseconds = 86_400_000;
}

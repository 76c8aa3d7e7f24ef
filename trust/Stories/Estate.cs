using System.Globalization;
using OrleansMonitor.Simulator.Changes;
using OrleansMonitor.Simulator.Clusters;
using OrleansMonitor.Simulator.Options;

namespace OrleansMonitor.Trust.Stories;

/// <summary>A cluster and its initial state.</summary>
/// <param name="Cluster">The simulated cluster.</param>
/// <param name="Endpoints">How many endpoints the monitor knows; null for all.</param>
/// <param name="Guests">Its guests at the start.</param>
/// <param name="HaGuests">The VMIDs of the guests that HA manages.</param>
/// <param name="BackupMode">The mode of its nightly backup job; null if it has none.</param>
internal sealed record Estate(
    SimulatorOptions Cluster, int? Endpoints, IReadOnlyList<GuestSnapshot> Guests, IReadOnlyList<int> HaGuests, string? BackupMode)
{
    private static readonly string[] Versions = ["8.4.21", "8.4.14", "9.1.4", "9.2.11"];

    /// <summary>The names of its nodes.</summary>
    public IReadOnlyList<string> Nodes =>
        [.. Enumerable.Range(1, Cluster.Nodes).Select(number => $"pve{number.ToString(CultureInfo.InvariantCulture)}")];

    /// <summary>Whether HA manages any guest.</summary>
    public bool HasHa => HaGuests.Count > 0;

    /// <summary>Creates a random estate: mostly three nodes and some dozens of guests.</summary>
    public static Estate Make(Chance chance)
    {
        var nodes = chance.Weighted((18, 1), (12, 2), (40, 3), (9, 4), (9, 5), (6, 6), (3, 7), (3, 8));
        var guests = chance.Weighted(
            (2, 0), (10, chance.From(1, 9)), (70, chance.From(10, 60)), (12, chance.From(61, 120)), (6, chance.From(121, 200)));
        var cluster = new SimulatorOptions
        {
            ClusterName = "lab",
            Nodes = nodes,
            Guests = guests,
            Standalone = nodes == 1 && chance.Of(0.85),
            Version = chance.Pick(Versions),
            Seed = chance.From(1, 1_000_000),
            Churn = chance.Ratio(0.01, 0.2),
            StoppedShare = chance.Ratio(0, 0.25),
            Timings = Timings(chance),
        };
        int? endpoints = chance.Of(0.5) ? null : chance.From(1, nodes);
        var all = SimulatedCluster.GuestsAtStart(cluster);
        var haProbability = nodes > 2 ? 0.6 : 0.2;
        var managed = nodes > 1 && chance.Of(haProbability) ? chance.Ratio(0.05, 0.5) : 0;
        var ha = all.Where(guest => guest is { Template: false, Status: "running" } && chance.Of(managed));
        return new(cluster, endpoints, all, [.. ha.Select(guest => guest.Vmid)],
            chance.Weighted((80, "snapshot"), (6, "suspend"), (6, "stop"), (8, null)));
    }

    // The measured values, except for those that depend on hardware: they were measured with small guests on a fast disk and with virtual
    // nodes that boot in seconds.
    private static SimulatorTimings Timings(Chance chance) => new()
    {
        Backup = chance.Of(0.4) ? new SimulatorTimings().Backup : chance.Seconds(10, 300),
        Migration = chance.Of(0.5) ? new SimulatorTimings().Migration : chance.Seconds(3, 90),
        GuestShutdown = chance.Of(0.5) ? new SimulatorTimings().GuestShutdown : chance.Seconds(2, 40),
        NodeFirmware = chance.Of(0.4) ? new SimulatorTimings().NodeFirmware : chance.Seconds(20, 150),
        NodeBoot = chance.Of(0.4) ? new SimulatorTimings().NodeBoot : chance.Seconds(10, 90),
    };
}

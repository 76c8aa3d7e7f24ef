using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Benchmarks.Measurements;

/// <summary>
/// Rows of guests whose load varies at random: of ten guests six are busy, three nearly idle, one is stopped. No simulated Proxmox varies
/// so much, and constant values would compress too well.
/// </summary>
internal sealed class InventedLoad
{
    private const long Gibibyte = 1L << 30;

    private readonly Random _random = new(7);
    private readonly Machine[] _guests;
    private readonly Machine[] _nodes;
    private readonly long _start = 1_000_000;
    private DateTimeOffset? _began;
    private ClusterSnapshot _last = ClusterSnapshot.Empty;

    public InventedLoad(int guests)
    {
        _guests = [.. Enumerable.Range(0, guests).Select(at => new Machine(_random, IsBusy: at % 10 < 6))];
        _nodes = [.. Enumerable.Range(0, Math.Max(3, guests / 40)).Select(_ => new Machine(_random, IsBusy: true))];
    }

    public ClusterSnapshot Poll(DateTimeOffset at, GuestReadings readings)
    {
        _began ??= at;
        var uptime = _start + (long)(at - _began.Value).TotalSeconds;
        var builder = new SnapshotBuilder(_last, RuleSet.Default, at);
        var sink = readings.Begin(builder);
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i].Step(_random);
            sink.Node(Node($"pve{i}", uptime, _nodes[i]));
            sink.Storage(new()
            {
                Node = $"pve{i}",
                Storage = "local",
                Active = true,
                Used = (long)(_nodes[i].Disk * 400 * Gibibyte),
                Total = 400 * Gibibyte,
            });
        }

        for (var i = 0; i < _guests.Length; i++)
        {
            _guests[i].Step(_random);
            sink.Guest(Guest(100 + i, uptime, _guests[i], isRunning: i % 10 != 9), _guests[i].Traffic);
        }

        return _last = builder.Build().Next;
    }

    private static NodeSample Node(string name, long uptime, Machine load) => new()
    {
        Node = name,
        Status = NodeStatus.Online,
        Uptime = uptime,
        Cpu = load.Cpu,
        MaxCpu = 32,
        Mem = (long)(load.Memory * 128 * Gibibyte),
        MaxMem = 128 * Gibibyte,
        Disk = (long)(load.Disk * 90 * Gibibyte),
        MaxDisk = 90 * Gibibyte,
    };

    private GuestSample Guest(int vmid, long uptime, Machine load, bool isRunning) => new()
    {
        Vmid = vmid,
        Kind = vmid % 3 == 0 ? GuestKind.Container : GuestKind.Vm,
        Node = $"pve{vmid % _nodes.Length}",
        Status = isRunning ? GuestStatus.Running : GuestStatus.Stopped,
        Name = "guest",
        Uptime = uptime,
        Cpu = load.Cpu,
        MaxCpu = 4,
        Mem = (long)(load.Memory * 8 * Gibibyte),
        MaxMem = 8 * Gibibyte,
        Disk = vmid % 3 == 0 ? (long)(load.Disk * 20 * Gibibyte) : 0,
        MaxDisk = 20 * Gibibyte,
    };

    /// <summary>The load of one guest or node.</summary>
    private sealed record Machine(bool IsBusy)
    {
        private double _usual;

        public Machine(Random random, bool IsBusy)
            : this(IsBusy)
        {
            _usual = IsBusy ? 0.03 + (random.NextDouble() * 0.4) : 0.004;
            (Cpu, Memory, Disk) = (_usual, 0.2 + (random.NextDouble() * 0.6), 0.1 + (random.NextDouble() * 0.7));
        }

        public double Cpu { get; private set; }

        public double Memory { get; private set; }

        public double Disk { get; private set; }

        public GuestTraffic Traffic { get; private set; } = new(0, 0, 0, 0);

        public void Step(Random random)
        {
            // Around its usual load, with noise of a fifth of it and rare peaks.
            var peak = random.NextDouble() < 0.01 ? random.NextDouble() * 0.5 : 0;
            Cpu = Math.Clamp((_usual * (1 + ((random.NextDouble() - 0.5) * 0.4))) + (IsBusy ? peak : 0), 0, 1);
            Memory = Math.Clamp(Memory + ((random.NextDouble() - 0.5) * (IsBusy ? 0.004 : 0.0004)), 0.05, 0.98);
            Disk = Math.Clamp(Disk + ((random.NextDouble() - 0.499) * 0.00002), 0, 1);
            Traffic = new(
                Traffic.NetIn + More(random, 60_000), Traffic.NetOut + More(random, 90_000), Traffic.DiskRead + More(random, 30_000),
                Traffic.DiskWrite + More(random, 120_000));
        }

        private long More(Random random, double usual) =>
            (long)(usual * (IsBusy ? 12 : 0.1) * Math.Exp((random.NextDouble() - 0.5) * 2));
    }
}

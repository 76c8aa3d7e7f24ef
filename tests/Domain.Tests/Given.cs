namespace OrleansMonitor.Domain.Tests;

/// <summary>The things that the tests talk about.</summary>
internal static class Given
{
    public static readonly ClusterName Lab = ClusterName.Parse("lab");
    public static readonly NodeId Node = new(Lab, "pve1");
    public static readonly GuestId Guest = new(Lab, 100);
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ThresholdLadder Disk = RuleSet.Default.Ladders[Metric.NodeDisk];
    public static readonly ThresholdLadder Cpu = RuleSet.Default.Ladders[Metric.NodeCpu];

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static GuestSample Row(
        GuestStatus status, int vmid = 100, GuestKind kind = GuestKind.Vm, string node = "pve1", string? held = null,
        bool? template = false) =>
        new() { Vmid = vmid, Kind = kind, Node = node, Status = status, Lock = held, Template = template };

    public static GuestObservation Seen(GuestSample row, double at, NodeStatus node = NodeStatus.Online) =>
        new(row, At(at), node, Crowded: false, LastGoodAt: At(at - 12));

    public static Confirmation Live(GuestStatus status, string? held = null) => Confirmation.Of(new() { Status = status, Lock = held });

    public static GuestState Running(GuestKind kind = GuestKind.Vm) =>
        new() { Kind = kind, Status = GuestStatus.Running, Since = Start, Node = "pve1", Name = "web" };

    public static ThresholdLadder LadderOf(params ThresholdRule[] rules) => new(Metric.NodeDisk, [.. rules]);

    public static ThresholdRule High { get; } =
        new() { Condition = ConditionType.DiskHigh, Severity = Severity.Error, RaiseAt = 0.90, ClearAt = 0.85 };

    public static ThresholdRule Critical { get; } =
        new() { Condition = ConditionType.DiskCritical, Severity = Severity.Critical, RaiseAt = 0.95, ClearAt = 0.90 };

    public static PveTask Task(
        string type, string user, string id = "100", double startedAt = 6, double? endedAt = 7, string status = "OK") =>
        new($"UPID:pve1:0001:0002:{startedAt}:{type}:{id}:{user}:", "pve1", type, id, user, At(startedAt),
            endedAt is { } end ? At(end) : null, endedAt is null ? null : status);
}

using System.Collections.Immutable;
using System.Globalization;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Hosting.Tests.Storage;

/// <summary>Records with every field set.</summary>
internal static class Rows
{
    /// <summary>A time with microseconds and an offset.</summary>
    public static DateTimeOffset Noon { get; } = new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_560);

    public static AutonomyAction Action(int number, string key = "VM_CRASHED:lab/100", int attempt = 1) => new()
    {
        Id = $"action-{number}",
        Timestamp = Noon.AddMinutes(number),
        IncidentKey = key,
        IncidentId = $"incident-of-{key}",
        RunbookId = "restart-guest",
        Condition = ConditionType.VmCrashed,
        Action = "start_guest",
        ActionArgs = """{"force":true,"why":"O'Brien \"said\" so – ✓"}""",
        Result = ActionResult.Planned,
        ResultDetails = "about to",
        VerificationResult = "not yet",
        AutonomyLevel = AutonomyLevel.ActAndReport,
        Cluster = "lab",
        Node = "pve1",
        AttemptNumber = attempt,
        Escalated = true,
        Notified = true,
        Actor = "alice",
        RemediationId = "remediation-1",
        Upid = "UPID:pve1:00001A2B:0001E240:6748F0A0:qmstart:100:monitor@pve!act:",
        Verdicts = """[{"guardrail":"kill_switch","verdict":"allow","reason":"it is off"}]""",
    };

    public static MonitorEvent Event(int number) => new()
    {
        Id = $"event-{number.ToString(CultureInfo.InvariantCulture)}",
        Timestamp = Noon.AddSeconds(number),
        Type = EventType.StateChange,
        Severity = Severity.Critical,
        Source = EventSource.Monitor,
        Cluster = "lab",
        Node = "pve1",
        Guest = 100,
        Condition = ConditionType.CtCrashed,
        IncidentKey = "CT_CRASHED:lab/100",
        IncidentId = "i1",
        Title = "CT 100 crashed",
        Message = "It ran and stopped without anybody asking.",
        Details = ImmutableDictionary<string, string>.Empty.Add("from", "running").Add("to", "stopped"),
    };

    public static Incident Incident(int number, IncidentState state = IncidentState.Open, string cluster = "lab", int vmid = 100)
    {
        var entity = EntityId.Of(new GuestId(ClusterName.Parse(cluster), vmid));
        var openedAt = Noon.AddMinutes(number);
        return new()
        {
            Id = $"incident-{number}",
            Key = IncidentKey.Of(ConditionType.VmCrashed, entity),
            Condition = ConditionType.VmCrashed,
            Severity = Severity.Error,
            State = state,
            Entity = entity,
            Node = "pve1",
            OpenedAt = openedAt,
            ResolvedAt = state == IncidentState.Resolved ? openedAt.AddMinutes(10) : null,
            Title = "VM 100 crashed",
            Cause = "no task, no lock",
            Timeline = [new(openedAt, "opened", "monitor", "seen"), new(openedAt.AddSeconds(1), "acknowledged", "alice", "on it")],
            ParentId = "parent",
            Suppressions =
            [
                new(SuppressionKind.Parent, "a node is away") {
                    ParentId = "parent", ParentKey = "NODE_UNREACHABLE:lab/pve1", Until = openedAt.AddMinutes(2) },
                new(SuppressionKind.Maintenance, "patch night") { Window = "patch" },
            ],
            NotifiedAt = openedAt.AddSeconds(2),
            Flap = new(4, openedAt, openedAt.AddSeconds(3)),
            Openings = [openedAt.AddHours(-1), openedAt],
            AppliedFindings = ["aa", "bb"],
        };
    }
}

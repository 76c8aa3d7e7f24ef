using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

/// <summary>Findings as a ledger makes them.</summary>
internal static class Happenings
{
    /// <summary>Settings under which nothing flaps.</summary>
    public static IncidentSettings Steady { get; } = new() { FlapOpenings = 1000 };

    /// <summary>Takes a finding in where nothing flaps.</summary>
    public static IncidentStep Take(Incident? latest, Finding finding) => IncidentLifecycle.Apply(latest, finding, Steady);

    /// <summary>A disk that fills up and empties this many times, 60 s each way.</summary>
    public static Finding[] Of(int times)
    {
        var ledger = ConditionLedger.Empty;
        for (var i = 0; i < times * 2; i++)
        {
            ledger = ledger.Apply(
                new(ConditionType.DiskHigh, EntityId.Of(Given.Node), i % 2 == 0 ? Presence.Present : Presence.Absent, Severity.Error,
                    "disk full", $"look {i}"),
                Given.At(i * 60));
        }

        return [.. ledger.Outbox];
    }
}

using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Domain.Rules.Guests.Causes;

namespace OrleansMonitor.Domain.Rules.Guests;

/// <summary>The last known state of a guest, written on transitions only.</summary>
[GenerateSerializer, Immutable, Alias("guest-state")]
public sealed record GuestState
{
    /// <summary>VM or container.</summary>
    [Id(0)] public required GuestKind Kind { get; init; }

    /// <summary>The last confirmed run state.</summary>
    [Id(1)] public required GuestStatus Status { get; init; }

    /// <summary>Since when it has that state.</summary>
    [Id(2)] public required DateTimeOffset Since { get; init; }

    /// <summary>Its node.</summary>
    [Id(3)] public required string Node { get; init; }

    /// <summary>Its name, once known.</summary>
    [Id(4)] public string? Name { get; init; }

    /// <summary>Whether it is a template.</summary>
    [Id(5)] public bool Template { get; init; }

    /// <summary>Active conditions and undelivered findings.</summary>
    [Id(6)] public ConditionLedger Ledger { get; init; } = ConditionLedger.Empty;

    /// <summary>The finding about its last stop, if investigated; else null.</summary>
    [Id(7)] public StopFinding? LastStop { get; init; }

    /// <summary>Start of its latest run, by its uptime and the monitor's clock, at most 15 s late; null if not known.</summary>
    [Id(8)] public DateTimeOffset? RunSince { get; init; }

    /// <summary>When it was first observed; null if not stored.</summary>
    [Id(9)] public DateTimeOffset? KnownSince { get; init; }

    /// <summary>Since when answers do not list it, if investigated; null while it is listed.</summary>
    [Id(10)] public DateTimeOffset? AbsentSince { get; init; }

    /// <summary>The state of a guest whose return is no longer expected.</summary>
    public GuestState WithoutPromise() => LastStop is { Cause: { } cause } stop
        ? this with { LastStop = stop with { Cause = cause with { Return = null } } }
        : this;

    /// <summary>Corrects times in the future, which were written before the clock was set back.</summary>
    /// <param name="observation">The guest's latest row.</param>
    public GuestState AsOf(in GuestObservation observation)
    {
        var (at, good) = (observation.At, observation.LastGoodAt);
        if (Since <= at && !(RunSince > at)) return this;
        var past = good > DateTimeOffset.UnixEpoch && good <= at ? good : at;
        return this with { Since = Since <= at ? Since : past, RunSince = RunSince > at ? null : RunSince };
    }
}

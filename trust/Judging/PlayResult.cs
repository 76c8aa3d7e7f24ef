using OrleansMonitor.Trust.Judging.Faults;

namespace OrleansMonitor.Trust.Judging;

/// <summary>The evaluation of a play.</summary>
public sealed record PlayResult
{
    /// <summary>The findings by time, only the first of each kind and subject. Empty if everything is right.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The reported true faults.</summary>
    public required IReadOnlyList<ReportedFault> Told { get; init; }

    /// <summary>The number of guests times days.</summary>
    public required double GuestDays { get; init; }

    /// <summary>How many true faults must be reported if they last long enough.</summary>
    public required int Faults { get; init; }

    /// <summary>How many notifications were sent.</summary>
    public required int Notices { get; init; }

    /// <summary>How many requests changed something.</summary>
    public required int Acts { get; init; }

    /// <summary>The longest time without fresh data while the monitor ran.</summary>
    public required TimeSpan LongestBlindness { get; init; }
}

/// <summary>A reported true fault.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Subject">Its description.</param>
/// <param name="From">When it began.</param>
/// <param name="Due">When it could be known.</param>
/// <param name="ToldAt">When people were notified.</param>
public sealed record ReportedFault(FaultKind Kind, string Subject, DateTimeOffset From, DateTimeOffset Due, DateTimeOffset ToldAt);

using OrleansMonitor.Trust.Judging.Faults;

namespace OrleansMonitor.Trust.Judging;

/// <summary>What a play came to.</summary>
public sealed record Judgement
{
    /// <summary>What is wrong with it, by time; of one kind and subject the first alone. Empty where all is right.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The true faults that were told.</summary>
    public required IReadOnlyList<ToldFault> Told { get; init; }

    /// <summary>How many guests were there for how many days.</summary>
    public required double GuestDays { get; init; }

    /// <summary>How many true faults must be told where they last.</summary>
    public required int Faults { get; init; }

    /// <summary>How many notices people were sent.</summary>
    public required int Notices { get; init; }

    /// <summary>How many requests changed something.</summary>
    public required int Acts { get; init; }

    /// <summary>The longest time in which the monitor ran and showed nothing fresh.</summary>
    public required TimeSpan LongestBlindness { get; init; }
}

/// <summary>A true fault that people were told of.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Subject">In words.</param>
/// <param name="From">When it began.</param>
/// <param name="Due">From when on it was to be known.</param>
/// <param name="ToldAt">When people were told.</param>
public sealed record ToldFault(FaultKind Kind, string Subject, DateTimeOffset From, DateTimeOffset Due, DateTimeOffset ToldAt);

namespace OrleansMonitor.Trust.Judging;

/// <summary>Something that is wrong with a play.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Subject">About what: an incident's key, or a fault such as <c>crash of 104</c>. Two plays have the same finding where kind
/// and subject are the same.</param>
/// <param name="At">When.</param>
/// <param name="Text">The whole of it in words, with the figures.</param>
public sealed record Finding(FindingKind Kind, string Subject, DateTimeOffset At, string Text);

/// <summary>What can be wrong with a play.</summary>
public enum FindingKind
{
    /// <summary>An incident without a true cause.</summary>
    FalseAlarm,

    /// <summary>A true fault that nobody was told of within its bound.</summary>
    Missed,

    /// <summary>An incident that stayed open beyond its bound after the fault's end.</summary>
    NotEnded,

    /// <summary>An incident that ended while its fault lasted, such as for want of data.</summary>
    EndedEarly,

    /// <summary>An act that a careful administrator would not have taken.</summary>
    WrongAct,

    /// <summary>An act that was sent twice.</summary>
    DoubleAct,

    /// <summary>More notices than one fault is worth.</summary>
    TooManyNotices,

    /// <summary>A broken chain of the audit log, or an act that has no row.</summary>
    Audit,

    /// <summary>What the monitor explained contradicts what it listed.</summary>
    Explanation,

    /// <summary>Old news that called themselves fresh.</summary>
    Freshness,
}

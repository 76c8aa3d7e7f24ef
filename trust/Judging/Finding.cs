namespace OrleansMonitor.Trust.Judging;

/// <summary>An error of the monitor found in a play.</summary>
/// <param name="Kind">The kind of error.</param>
/// <param name="Subject">
/// An incident's key, or a fault such as <c>crash of 104</c>. Findings of two plays are the same if kind and subject are.
/// </param>
/// <param name="At">When.</param>
/// <param name="Text">The full description.</param>
public sealed record Finding(FindingKind Kind, string Subject, DateTimeOffset At, string Text);

/// <summary>The kinds of findings.</summary>
public enum FindingKind
{
    /// <summary>An incident without a true cause.</summary>
    FalseAlarm,

    /// <summary>A true fault that was not reported within its bound.</summary>
    Missed,

    /// <summary>An incident that stayed open beyond its bound after the fault's end.</summary>
    NotEnded,

    /// <summary>An incident that ended while its fault lasted, for example without data.</summary>
    EndedEarly,

    /// <summary>An act that a careful administrator would not have taken.</summary>
    WrongAct,

    /// <summary>An act that was sent twice.</summary>
    DoubleAct,

    /// <summary>More notifications than allowed for one fault.</summary>
    TooManyNotices,

    /// <summary>A broken chain of the audit log, or an act without a row.</summary>
    Audit,

    /// <summary>An explanation contradicts the list of open incidents.</summary>
    Explanation,

    /// <summary>Old data shown as fresh.</summary>
    Freshness,
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Views;

/// <summary>The numbers of active conditions by severity.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SeverityTally(int Info, int Warning, int Error, int Critical)
{
    public int Total => Info + Warning + Error + Critical;

    /// <summary>The worst severity of an active condition; null if none is active.</summary>
    public Severity? Worst => this switch
    {
        { Critical: > 0 } => Severity.Critical,
        { Error: > 0 } => Severity.Error,
        { Warning: > 0 } => Severity.Warning,
        { Info: > 0 } => Severity.Info,
        _ => null,
    };

    public static SeverityTally Of(ImmutableArray<ActiveCondition> conditions)
    {
        var tally = default(SeverityTally);
        foreach (var condition in conditions) tally += One(condition.Severity);
        return tally;
    }

    public static SeverityTally operator +(SeverityTally a, SeverityTally b) =>
        new(a.Info + b.Info, a.Warning + b.Warning, a.Error + b.Error, a.Critical + b.Critical);

    public static SeverityTally operator -(SeverityTally a, SeverityTally b) =>
        new(a.Info - b.Info, a.Warning - b.Warning, a.Error - b.Error, a.Critical - b.Critical);

    private static SeverityTally One(Severity severity) => severity switch
    {
        Severity.Critical => new(0, 0, 0, 1),
        Severity.Error => new(0, 0, 1, 0),
        Severity.Warning => new(0, 1, 0, 0),
        _ => new(1, 0, 0, 0),
    };
}

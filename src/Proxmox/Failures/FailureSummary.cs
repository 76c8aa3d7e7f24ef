namespace OrleansMonitor.Proxmox.Failures;

/// <summary>Combines the failures of several endpoints into one.</summary>
internal static class FailureSummary
{
    /// <summary>
    /// One failure provides kind and advice, all provide the message. An endpoint that answered takes precedence over one that was
    /// unreachable, because it explains more. A 401 counts only if no endpoint said otherwise: a single one may have lost its cluster file
    /// system (api-facts §1).
    /// </summary>
    public static ProbeFailure Of(IReadOnlyList<CallFailure> failures)
    {
        if (failures.Count == 1) return failures[0].Failure;
        var lead = failures.MinBy(static f => Rank(f.Failure.Kind))!.Failure;
        var others = failures.Select(static f => f.Failure.Message).Where(m => m != lead.Message);
        return lead with { Message = string.Join("; ", others.Prepend(lead.Message)) };
    }
    private static int Rank(ProbeFailureKind kind) => kind switch
    {
        ProbeFailureKind.Unauthorised => 2,
        ProbeFailureKind.Transport or ProbeFailureKind.TimedOut => 1,
        _ => 0,
    };
}

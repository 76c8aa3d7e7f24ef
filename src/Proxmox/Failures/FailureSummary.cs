namespace OrleansMonitor.Proxmox.Failures;

/// <summary>One word for what went wrong at several endpoints.</summary>
internal static class FailureSummary
{
    /// <summary>
    /// One failure gives kind and advice, all give the message. It is the first of an endpoint that could be reached, since a node that is
    /// down explains less than one that is up and no use. A 401 counts as "token refused" only where no endpoint said otherwise: one alone
    /// may have lost its cluster file system (api-facts §1).
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

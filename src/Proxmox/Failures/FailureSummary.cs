namespace OrleansMonitor.Proxmox.Failures;

/// <summary>One word for what went wrong at several endpoints.</summary>
internal static class FailureSummary
{
    /// <summary>
    /// The first failure gives kind and advice, all give the message. A 401 counts as "token refused" only where no endpoint said otherwise:
    /// one alone may have lost its cluster file system (api-facts §1).
    /// </summary>
    public static ProbeFailure Of(IReadOnlyList<CallFailure> failures)
    {
        if (failures.Count == 1) return failures[0].Failure;
        var lead = (failures.FirstOrDefault(static f => f.Failure.Kind != ProbeFailureKind.Unauthorised) ?? failures[0]).Failure;
        var others = failures.Select(static f => f.Failure.Message).Where(m => m != lead.Message);
        return lead with { Message = string.Join("; ", others.Prepend(lead.Message)) };
    }
}

namespace OrleansMonitor.Domain.Rules;

/// <summary>
/// When a stop without a task counts as a crash: the API cannot tell a shutdown from inside apart from one (api-facts §5).
/// </summary>
public enum StopPolicy
{
    /// <summary>Where the guest is to run at boot, and where that is not known. Default.</summary>
    OnBoot,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}

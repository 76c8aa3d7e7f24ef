namespace OrleansMonitor.Domain.Rules;

/// <summary>
/// When a stop without a task counts as a crash. The API does not distinguish a shutdown from inside from a crash (api-facts §5).
/// </summary>
public enum StopPolicy
{
    /// <summary>If the guest starts at boot, or if that is not known. Default.</summary>
    OnBoot,

    /// <summary>Always.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}

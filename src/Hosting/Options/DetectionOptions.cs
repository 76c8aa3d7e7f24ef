using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Hosting.Options;

/// <summary>How ambiguous observations are interpreted.</summary>
public sealed class DetectionOptions
{
    /// <summary>
    /// When a stop without a task counts as a crash: Proxmox cannot distinguish a shutdown from inside the guest from a crash.
    /// <c>OnBoot</c>: for guests that start at boot; <c>Always</c>: misses nothing, but also alerts when people shut guests down from
    /// inside; <c>Never</c>: only proven crashes. A guest's tags <c>monitor-always-on</c> and <c>monitor-may-stop</c> take precedence.
    /// Default <c>OnBoot</c>.
    /// </summary>
    public StopPolicy TasklessStop { get; init; } = StopPolicy.OnBoot;
}

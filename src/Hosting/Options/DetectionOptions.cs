using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Hosting.Options;

/// <summary>How what cannot be known for sure is taken.</summary>
public sealed class DetectionOptions
{
    /// <summary>
    /// When a stop without a task is a crash: Proxmox cannot tell a shutdown from inside the guest apart from one. <c>OnBoot</c>: for
    /// guests that are to run at boot; <c>Always</c>: misses nothing and alarms when people shut guests down from inside; <c>Never</c>:
    /// only proven crashes. A guest's tags <c>monitor-always-on</c> and <c>monitor-may-stop</c> win. Default <c>OnBoot</c>.
    /// </summary>
    public StopPolicy TasklessStop { get; init; } = StopPolicy.OnBoot;
}

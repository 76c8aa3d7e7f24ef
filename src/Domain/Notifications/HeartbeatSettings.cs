using System.ComponentModel.DataAnnotations;

namespace OrleansMonitor.Domain.Notifications;

/// <summary>
/// The heartbeat, section <c>Monitor:Notifications:Heartbeat</c>: a service elsewhere is called while the monitor works, and raises an
/// alarm when the calls stop (Healthchecks.io, Uptime Kuma, Dead Man's Snitch).
/// </summary>
public sealed record HeartbeatSettings
{
    /// <summary>The address that is called, a secret. Null for no heartbeat.</summary>
    public string? Url { get; init; }

    /// <summary>A file with the address, instead of <see cref="Url"/>.</summary>
    public string? UrlFile { get; init; }

    /// <summary>
    /// Time between two calls, 10 s to 1 day. Default 1 min. Let the service wait for three of them: a restart takes one.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether a failure is reported to <see cref="Url"/> with <c>/fail</c> appended and the reason as text, as Healthchecks.io expects.
    /// Otherwise the calls just stop. Default true.
    /// </summary>
    public bool ReportFailures { get; init; } = true;
}

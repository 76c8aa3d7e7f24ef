using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>
/// Reads the silences within <see cref="Limit"/>. If that fails, those that this silo read last apply: it is better to notify of too much
/// than to wait.
/// </summary>
internal sealed partial class SilenceReader(IGrainFactory grains, TimeProvider time, ILogger<SilenceReader> log)
{
    /// <summary>The limit of a read: 2 s.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private Silences _last = Silences.None;

    /// <summary>The silences that are active or coming.</summary>
    public async Task<Silences> Read()
    {
        var call = grains.Silences().Current();
        try
        {
            return _last = await call.WaitAsync(Limit, time);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            call.Ignore();
            LogUnread(log, problem.Message);
            return _last;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The silences cannot be read; those that were read last apply: {Reason}")]
    private static partial void LogUnread(ILogger log, string reason);
}

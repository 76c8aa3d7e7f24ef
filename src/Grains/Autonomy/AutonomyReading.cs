using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Grains.Autonomy;

/// <summary>Reads the autonomy settings so that nothing is done if they cannot be read.</summary>
public static partial class AutonomyReading
{
    /// <summary>The settings in force. If they cannot be read, the kill switch counts as active.</summary>
    /// <param name="grain">The settings grain.</param>
    /// <param name="log">Receives failures.</param>
    /// <param name="fresh">Whether to read the database now.</param>
    public static async Task<AutonomySettings> GetOrStop(this IAutonomyGrain grain, ILogger log, bool fresh = false)
    {
        try
        {
            return await (fresh ? grain.Read() : grain.Get());
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogUnreadable(log, problem);
            return AutonomySettings.Unreadable;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The autonomy settings cannot be read; the kill switch counts as active")]
    private static partial void LogUnreadable(ILogger log, Exception problem);
}

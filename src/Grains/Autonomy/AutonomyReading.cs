using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Grains.Autonomy;

/// <summary>Reads settings so that nothing is done where they cannot be read.</summary>
public static partial class AutonomyReading
{
    /// <summary>What is in force; the kill switch counts as active where that cannot be found out.</summary>
    /// <param name="grain">The settings.</param>
    /// <param name="log">Where the trouble goes.</param>
    /// <param name="fresh">True to read the database at this moment.</param>
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

using System.Text.Json;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Grains.Audit;

/// <summary>Makes audit rows of what was done, by whomever; those of repairs under way come from their journal.</summary>
internal static class AuditRow
{
    /// <summary>The row of something that was done.</summary>
    /// <param name="id">The row's id: the same for the same deed.</param>
    /// <param name="at">When.</param>
    /// <param name="action">What was done.</param>
    /// <param name="words">More on it, in words.</param>
    /// <param name="level">The level in force.</param>
    /// <param name="args">Its arguments, in the order in which they are stored.</param>
    public static AutonomyAction Done(
        string id, DateTimeOffset at, string action, string words, AutonomyLevel level, params (string Name, object? Value)[] args) => new()
        {
            Id = id,
            Timestamp = at,
            Action = action,
            ActionArgs = JsonSerializer.Serialize(args.ToDictionary(arg => arg.Name, arg => arg.Value)),
            Result = ActionResult.Success,
            ResultDetails = words,
            AutonomyLevel = level,
        };
}

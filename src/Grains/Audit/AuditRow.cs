using System.Text.Json;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Grains.Audit;

/// <summary>Makes audit rows of completed actions. Rows of repairs in progress come from their journal.</summary>
internal static class AuditRow
{
    /// <summary>Makes a row with the result success.</summary>
    /// <param name="id">The row's id: the same for the same action.</param>
    /// <param name="at">When the action was completed.</param>
    /// <param name="action">The name of the action.</param>
    /// <param name="details">Details, as text.</param>
    /// <param name="level">The autonomy level in force.</param>
    /// <param name="args">Its arguments, in the order in which they are stored.</param>
    public static AutonomyAction Done(
        string id, DateTimeOffset at, string action, string details, AutonomyLevel level,
        params (string Name, object? Value)[] args) => new()
        {
            Id = id,
            Timestamp = at,
            Action = action,
            ActionArgs = JsonSerializer.Serialize(args.ToDictionary(arg => arg.Name, arg => arg.Value)),
            Result = ActionResult.Success,
            ResultDetails = details,
            AutonomyLevel = level,
        };
}

using System.Globalization;
using System.Text.Json;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Grains.Audit;

/// <summary>Makes the audit rows of actions that concern access: keys, sign-ins and sign-outs. They contain no key.</summary>
public static class AccessRow
{
    /// <summary>Makes a row.</summary>
    /// <param name="at">When it happened.</param>
    /// <param name="act">What happened.</param>
    /// <param name="level">The autonomy level in force.</param>
    /// <param name="args">What it was about, in the order in which it is stored; the address is added.</param>
    public static AutonomyAction Of(
        DateTimeOffset at, AccessAct act, AutonomyLevel level, params IEnumerable<(string Name, object? Value)> args)
    {
        IEnumerable<(string Name, object? Value)> all = [.. args, ("address", act.Address)];
        return new()
        {
            Id = Guid.CreateVersion7(at).ToString("n", CultureInfo.InvariantCulture),
            Timestamp = at,
            Action = act.Action,
            ActionArgs = JsonSerializer.Serialize(all.ToDictionary(arg => arg.Name, arg => arg.Value)),
            Result = act.Succeeded ? ActionResult.Success : ActionResult.Failure,
            ResultDetails = act.Details,
            AutonomyLevel = level,
            Actor = act.Actor,
        };
    }
}

/// <summary>An act that concerns access.</summary>
/// <param name="Action">Its name, such as <c>sign_in</c>.</param>
/// <param name="Actor">Who acted.</param>
/// <param name="Address">The address from which it came, as text; null if that is not known.</param>
/// <param name="Details">What happened, as text.</param>
/// <param name="Succeeded">False for a refused attempt.</param>
public sealed record AccessAct(string Action, string Actor, string? Address, string Details, bool Succeeded = true);

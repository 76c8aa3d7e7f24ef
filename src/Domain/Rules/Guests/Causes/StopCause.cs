using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Why a guest stopped, with its evidence.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="By">The user who requested it, such as <c>anna@pve</c>; null if none or not known.</param>
/// <param name="Upid">The PVE task that stopped it; null for none.</param>
/// <param name="Reason">The reason, as text.</param>
[GenerateSerializer, Immutable, Alias("stop-cause")]
public sealed record StopCause(
    [property: Id(0)] StopCauseKind Kind,
    [property: Id(1)] string? By,
    [property: Id(2)] string? Upid,
    [property: Id(3)] string Reason)
{
    /// <summary>What will start it again; null if nothing will.</summary>
    [Id(4)] public ReturnKind? Return { get; init; }

    /// <summary>True if no user is known to have requested it.</summary>
    public bool IsUnexplained => Kind is StopCauseKind.Unknown or StopCauseKind.GuestShutdownOrCrash or StopCauseKind.Crashed;

    /// <summary>The external name of the cause.</summary>
    public string Name => SnakeCase.Of(Kind.ToString());
}

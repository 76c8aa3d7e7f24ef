using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>Why a guest stopped, and what proves it.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="By">Who asked for it, such as <c>anna@pve</c>; null where nobody did or nobody knows.</param>
/// <param name="Upid">The PVE task that did it; null where none did.</param>
/// <param name="Reason">In words.</param>
[GenerateSerializer, Immutable, Alias("stop-cause")]
public sealed record StopCause(
    [property: Id(0)] StopCauseKind Kind,
    [property: Id(1)] string? By,
    [property: Id(2)] string? Upid,
    [property: Id(3)] string Reason)
{
    /// <summary>What promised its return; null where nothing did, so that nobody waits for it.</summary>
    [Id(4)] public ReturnKind? Return { get; init; }

    /// <summary>True where nobody is known to have wanted it.</summary>
    public bool IsUnexplained => Kind is StopCauseKind.Unknown or StopCauseKind.GuestShutdownOrCrash or StopCauseKind.Crashed;

    /// <summary>The cause as it is written outside.</summary>
    public string Name => SnakeCase.Of(Kind.ToString());
}

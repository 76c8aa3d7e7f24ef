namespace OrleansMonitor.Domain.Autonomy.DryRun;

/// <summary>An action that the monitor took or would have taken, to be judged by later events.</summary>
/// <param name="Id">The audit row's id.</param>
/// <param name="RunbookId">The runbook.</param>
/// <param name="Target">The target.</param>
/// <param name="At">When it was or would have been sent.</param>
/// <param name="Acted">True if it was sent; false if it was only recorded or proposed.</param>
[GenerateSerializer, Immutable, Alias("shadow-case")]
public sealed record DryRunCase(
    [property: Id(0)] string Id,
    [property: Id(1)] string RunbookId,
    [property: Id(2)] EntityId Target,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] bool Acted);

/// <summary>Kinds of later events on a target.</summary>
public enum LaterKind
{
    /// <summary>A person did what the runbook would have done.</summary>
    DoneByPerson,

    /// <summary>A person approved the proposal.</summary>
    Approved,

    /// <summary>A person rejected the proposal.</summary>
    Rejected,

    /// <summary>It recovered by itself, or Proxmox recovered it.</summary>
    CameBack,

    /// <summary>A person reverted it: stopped, hibernated or destroyed the guest.</summary>
    Undone,
}

/// <summary>An event on a target after the case.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="At">When it happened, by the monitor's clock.</param>
/// <param name="By">The user; null if none.</param>
[GenerateSerializer, Immutable, Alias("later-event")]
public sealed record LaterEvent([property: Id(0)] LaterKind Kind, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string? By);

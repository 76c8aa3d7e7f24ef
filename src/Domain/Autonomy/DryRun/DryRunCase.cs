namespace OrleansMonitor.Domain.Autonomy.DryRun;

/// <summary>Something the monitor would have done or did, to be judged by what happened afterwards.</summary>
/// <param name="Id">The audit row's id.</param>
/// <param name="RunbookId">Which runbook.</param>
/// <param name="Target">What it was about.</param>
/// <param name="At">When it would have been sent, or was.</param>
/// <param name="Acted">True where it was sent; false where it was only recorded or proposed.</param>
[GenerateSerializer, Immutable, Alias("shadow-case")]
public sealed record DryRunCase(
    [property: Id(0)] string Id,
    [property: Id(1)] string RunbookId,
    [property: Id(2)] EntityId Target,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] bool Acted);

/// <summary>What can happen to a target afterwards.</summary>
public enum LaterKind
{
    /// <summary>A person did what the runbook would have done.</summary>
    DoneByPerson,

    /// <summary>A person approved the proposal.</summary>
    Approved,

    /// <summary>A person rejected the proposal.</summary>
    Rejected,

    /// <summary>It came back without anybody's doing, or by Proxmox' own.</summary>
    CameBack,

    /// <summary>A person undid it: stopped, hibernated or destroyed it.</summary>
    Undone,
}

/// <summary>Something that happened to a target.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When, by the monitor's clock.</param>
/// <param name="By">Who; null for nobody.</param>
[GenerateSerializer, Immutable, Alias("later-event")]
public sealed record LaterEvent([property: Id(0)] LaterKind Kind, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string? By);

using OrleansMonitor.Domain.Rules.Clusters;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>The stages of a poll. One that fails does not stop those after it, unless they need what it reads.</summary>
internal enum PollStage
{
    /// <summary>The rows are read and compared with the previous snapshot.</summary>
    Read,

    /// <summary>The membership is read if rows call a node offline. If this fails, the rows count unconfirmed.</summary>
    Membership,

    /// <summary>The rows are added to the history. If this fails, the minute lacks them.</summary>
    History,

    /// <summary>The stored state of the cluster is read. Without it nothing is evaluated, but the rows are shown.</summary>
    Record,

    /// <summary>
    /// The poll is reported to the own-network grain. If this fails: <see cref="OwnNetwork.JudgeWithoutOthers"/>.
    /// </summary>
    OwnNetwork,

    /// <summary>Guests with open incidents are read after a start. If this fails, with the next poll.</summary>
    Recall,

    /// <summary>The tokens' privileges are read if due. If this fails, the known ones apply and missing guests are not looked up.</summary>
    Access,

    /// <summary>Nodes' clocks are compared with those on record. If this fails, the record is believed.</summary>
    Clock,

    /// <summary>The traits of guests and nodes are pushed to the incident board. If this fails, it uses the previous ones.</summary>
    Traits,

    /// <summary>Nodes are notified of their rows. One that does not answer is notified again with the next poll.</summary>
    Nodes,

    /// <summary>Guests are notified of their rows. One that does not answer is notified again with the next poll.</summary>
    Guests,

    /// <summary>The newest tasks are read. If this fails, with a later important poll.</summary>
    Tasks,

    /// <summary>Shared storages are evaluated. If this fails, with the next important poll.</summary>
    Storages,

    /// <summary>The cluster's conditions are stored and published. If this fails, they are evaluated again with the next poll.</summary>
    Commit,

    /// <summary>The suppression of open incidents is evaluated. If this fails, after the next poll.</summary>
    Sweep,

    /// <summary>A change of the missing permissions is published. If this fails, after the next poll.</summary>
    Events,

    /// <summary>The cluster is compared with the others. If this fails, with the next important or routine poll.</summary>
    Identity,
}

internal static class PollStages
{
    /// <summary>
    /// How long to wait for a stage: longer than the time limits of what it calls. A stage that takes longer is left to the next poll. Null
    /// if the stage limits each of its calls.
    /// </summary>
    public static TimeSpan? LimitOf(PollStage stage) => stage switch
    {
        PollStage.Read => TimeSpan.FromSeconds(60),
        PollStage.Membership => TimeSpan.FromSeconds(30),
        PollStage.Access or PollStage.Tasks => TimeSpan.FromSeconds(15),
        PollStage.Recall or PollStage.Clock or PollStage.Identity => TimeSpan.FromSeconds(10),
        PollStage.Traits or PollStage.Events => TimeSpan.FromSeconds(5),
        _ => null,
    };
}

namespace OrleansMonitor.Grains.Clusters;

/// <summary>The stages of a poll. One that fails does not stop those after it, unless they need what it reads.</summary>
internal enum PollStage
{
    /// <summary>The answer is read and compared with the one before.</summary>
    Read,

    /// <summary>The members are read where rows call one offline. Default: the rows count as they are.</summary>
    Membership,

    /// <summary>What is stored of the cluster is read. Nothing is judged without it; the rows are shown.</summary>
    Record,

    /// <summary>The own network is checked. Default: <see cref="Domain.Rules.Clusters.OwnNetwork.JudgeWithoutOthers"/>.</summary>
    OwnNetwork,

    /// <summary>Guests with open incidents are read after a start. Default: read with the next poll.</summary>
    Recall,

    /// <summary>
    /// The tokens' privileges are read where that is due. Default: what is known, and guests that are missing are not asked for.
    /// </summary>
    Access,

    /// <summary>A member's clock is compared with what is on record from another. Default: the record is believed.</summary>
    Clock,

    /// <summary>The incident board is told of guests and nodes. Default: it goes by what it was told before.</summary>
    Traits,

    /// <summary>Nodes hear of their rows. Default: a node that does not answer hears again with the next poll.</summary>
    Nodes,

    /// <summary>Guests hear of their rows. Default: a guest that does not answer hears again with the next poll.</summary>
    Guests,

    /// <summary>The newest tasks are read. Default: read with a later important poll.</summary>
    Tasks,

    /// <summary>Shared storages are judged. Default: judged with the next important poll.</summary>
    Storages,

    /// <summary>What was judged of the cluster is stored and published. Default: judged again with the next poll.</summary>
    Commit,

    /// <summary>Open incidents are weighed. Default: weighed after the next poll.</summary>
    Sweep,

    /// <summary>A change of what the tokens hold is published. Default: published after the next poll.</summary>
    Events,

    /// <summary>The cluster is compared with the others. Default: compared with the next important or routine poll.</summary>
    Identity,
}

/// <summary>What is common to all polls' stages.</summary>
internal static class PollStages
{
    /// <summary>
    /// How long a stage is waited for that calls others: longer than what it calls waits by itself. What does not answer in time is left
    /// for the next poll. Null where the stage bounds each of its calls.
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

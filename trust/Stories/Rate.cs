namespace OrleansMonitor.Trust.Stories;

/// <summary>The frequency of a chapter.</summary>
/// <param name="Chapter">Its name.</param>
/// <param name="Per">What the rates count by.</param>
/// <param name="Real">The number per month (30 days) in a real estate.</param>
/// <param name="Stress">The number per month under stress.</param>
/// <param name="Write">Writes it; false if the estate has no suitable object.</param>
/// <param name="Source">The source of the rates.</param>
internal sealed record Rate(string Chapter, Per Per, double Real, double Stress, Func<Scene, bool> Write, string Source)
{
    /// <summary>A month of the table.</summary>
    public static TimeSpan Month { get; } = TimeSpan.FromDays(30);

    /// <summary>The number per month in an estate.</summary>
    public double In(Estate estate, StoryProfile profile) => (profile == StoryProfile.Real ? Real : Stress) * Count(estate);

    private double Count(Estate estate) => Per switch
    {
        Per.Estate => 1,
        Per.Cluster => estate.Cluster.Nodes > 1 ? 1 : 0,
        Per.HaCluster => estate.HasHa ? 1 : 0,
        Per.Node => estate.Cluster.Nodes,
        Per.Member => estate.Cluster.Nodes > 1 ? estate.Cluster.Nodes : 0,
        Per.HaNode => estate.HasHa ? estate.Cluster.Nodes : 0,
        Per.Guest => estate.Guests.Count(guest => !guest.Template),
        Per.GuestOfCluster => estate.Cluster.Nodes > 1 ? estate.Guests.Count(guest => !guest.Template) : 0,
        _ => estate.HaGuests.Count,
    };
}

/// <summary>What a rate counts by.</summary>
internal enum Per
{
    /// <summary>Each estate, with its monitor.</summary>
    Estate,

    /// <summary>Each estate of several nodes.</summary>
    Cluster,

    /// <summary>Each estate in which HA manages something.</summary>
    HaCluster,

    /// <summary>Each node.</summary>
    Node,

    /// <summary>Each node of several.</summary>
    Member,

    /// <summary>Each node where HA manages something.</summary>
    HaNode,

    /// <summary>Each guest that is no template.</summary>
    Guest,

    /// <summary>Each guest that can be moved.</summary>
    GuestOfCluster,

    /// <summary>Each guest that HA manages.</summary>
    HaGuest,
}

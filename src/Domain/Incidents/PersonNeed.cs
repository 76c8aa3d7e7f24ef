namespace OrleansMonitor.Domain.Incidents;

/// <summary>What an incident needs of a person, from least to most.</summary>
public enum PersonNeed
{
    /// <summary>Nothing: it is resolved, suppressed, acknowledged, under repair, or only worth knowing.</summary>
    Nothing,

    /// <summary>Somebody must acknowledge it.</summary>
    Acknowledgement,

    /// <summary>A repair is proposed: somebody must approve or reject it. An expired proposal also counts; it is proposed again.</summary>
    Decision,
}

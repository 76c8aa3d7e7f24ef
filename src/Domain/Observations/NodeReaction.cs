namespace OrleansMonitor.Domain.Observations;

/// <summary>How a node reacts to a request that is sent to its own address.</summary>
public enum NodeReaction
{
    /// <summary>There is no connection: it is off, or the network is down.</summary>
    None,

    /// <summary>It accepts a connection and does not answer in time: it has power and hangs.</summary>
    Connects,

    /// <summary>Its API answers, whatever it says.</summary>
    Answers,

    /// <summary>Its machine refuses the connection: it has power, and no API runs on it.</summary>
    Refuses,
}

namespace OrleansMonitor.Domain.Incidents;

/// <summary>What happened to an incident.</summary>
public enum IncidentChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It opened.</summary>
    Opened,

    /// <summary>It was resolved.</summary>
    Resolved,

    /// <summary>Its severity changed.</summary>
    Updated,

    /// <summary>Its condition came again while it was held open because it flaps.</summary>
    Flapped,

    /// <summary>Its condition is gone, but it is held open because it flaps.</summary>
    Quieted,

    /// <summary>It is no longer told nor acted on, or for another reason than before.</summary>
    Suppressed,

    /// <summary>Nothing suppresses it any more.</summary>
    Released,
}

/// <summary>The incident after a finding.</summary>
/// <param name="Incident">As it is now; null where there is none.</param>
/// <param name="Change">What happened to it.</param>
/// <param name="Reason">Why, in words.</param>
[GenerateSerializer, Immutable, Alias("incident-step")]
public sealed record IncidentStep(
    [property: Id(0)] Incident? Incident,
    [property: Id(1)] IncidentChange Change,
    [property: Id(2)] string Reason);

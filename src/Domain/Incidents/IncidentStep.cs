namespace OrleansMonitor.Domain.Incidents;

/// <summary>A change of an incident.</summary>
public enum IncidentChange
{
    /// <summary>No change.</summary>
    None,

    /// <summary>It opened.</summary>
    Opened,

    /// <summary>It was resolved.</summary>
    Resolved,

    /// <summary>Its severity changed.</summary>
    Updated,

    /// <summary>The condition returned while the incident was kept open by flapping.</summary>
    Flapped,

    /// <summary>The condition is gone, but the incident stays open because it flaps.</summary>
    Quieted,

    /// <summary>It became suppressed, or its suppressions changed.</summary>
    Suppressed,

    /// <summary>It is no longer suppressed.</summary>
    Released,
}

/// <summary>The incident after a finding.</summary>
/// <param name="Incident">The current incident; null if there is none.</param>
/// <param name="Change">The change.</param>
/// <param name="Reason">The reason, as text.</param>
[GenerateSerializer, Immutable, Alias("incident-step")]
public sealed record IncidentStep(
    [property: Id(0)] Incident? Incident,
    [property: Id(1)] IncidentChange Change,
    [property: Id(2)] string Reason);

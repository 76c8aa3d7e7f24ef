using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Hears of incidents that came, went or changed.</summary>
internal interface IIncidentListener
{
    /// <summary>An incident as it is stored now. Returns at once.</summary>
    void Note(Incident incident);
}

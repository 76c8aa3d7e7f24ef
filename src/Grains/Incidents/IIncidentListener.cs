using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Grains.Incidents;

/// <summary>Is notified of incidents that were opened, resolved or changed.</summary>
internal interface IIncidentListener
{
    /// <summary>The incident, as it is stored now. Returns at once.</summary>
    void OnChanged(Incident incident);
}

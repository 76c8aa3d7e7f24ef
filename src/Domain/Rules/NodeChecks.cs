using System.Globalization;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules;

/// <summary>Judges what the routine poll sees on a node. Each answers one assessment per thing it saw; what it did not see is unknown.</summary>
public static class NodeChecks
{
    /// <summary>Services that are enabled must be active (api-facts §8); starting ones are on their way.</summary>
    public static IEnumerable<Assessment> Services(NodeId node, IEnumerable<ServiceSample> services) =>
        from service in services
        let presence = service switch
        {
            { UnitState: null } => Presence.Unknown,
            { UnitState: not "enabled" } => Presence.Absent,
            { ActiveState: "active" } => Presence.Absent,
            { ActiveState: "inactive" or "failed" } => Presence.Present,
            _ => Presence.Unknown,
        }
        select new Assessment(
            ConditionType.ServiceDown, EntityId.Service(node, service.Service), presence, Severity.Error,
            $"Service {service.Service} on {node} is down", $"{service.Service} is {service.UnitState ?? "of unknown unit state"} and {service.ActiveState ?? "of unknown state"}")
        { Evidence = [new("activeState", service.ActiveState), new("unitState", service.UnitState)] };

    /// <summary>Enabled storages must be active.</summary>
    public static IEnumerable<Assessment> Storages(NodeId node, IEnumerable<StorageSample> storages) =>
        from storage in storages
        let presence = storage.Active switch { true => Presence.Absent, false => Presence.Present, null => Presence.Unknown }
        select new Assessment(
            ConditionType.StorageUnavailable, EntityId.Storage(node.Cluster, node.Name, storage.Storage), presence, Severity.Error,
            $"Storage {storage.Storage} does not answer on {node}", storage.Active == true ? "it is active" : "it is enabled but inactive")
        { Evidence = [new("active", storage.Active switch { true => "yes", false => "no", null => null })] };

    /// <summary>Certificates must not end within <see cref="RuleSet.CertificateWarning"/>.</summary>
    public static IEnumerable<Assessment> Certificates(NodeId node, IEnumerable<CertificateSample> certificates, RuleSet rules, DateTimeOffset now) =>
        from certificate in certificates
        let left = certificate.NotAfter - now
        let presence = left is { } time ? (time < rules.CertificateWarning ? Presence.Present : Presence.Absent) : Presence.Unknown
        select new Assessment(
            ConditionType.CertExpiring, EntityId.Certificate(node, certificate.File), presence,
            left < TimeSpan.Zero ? Severity.Error : Severity.Warning,
            $"Certificate {certificate.File} of {node} ends {Day(certificate.NotAfter)}", $"it ends {Day(certificate.NotAfter)}")
        { Evidence = [new("notAfter", Day(certificate.NotAfter))] };

    private static string Day(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "at an unknown time";
}

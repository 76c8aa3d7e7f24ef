using System.Globalization;
using OrleansMonitor.Domain.Observations;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Rules.Nodes;

/// <summary>Checks of the routine poll on a node. Each returns one assessment per listed object; unlisted ones are unknown.</summary>
public static class NodeChecks
{
    private const string OwnCertificate = "pve-ssl.pem";
    private static readonly TimeSpan RenewalTime = TimeSpan.FromDays(2);

    /// <summary>
    /// Enabled services must not fail (api-facts §8). An inactive one is down if it was observed active before and no user stopped it.
    /// Starting ones are unknown.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="services">Its services.</param>
    /// <param name="memory">Their history, including this read.</param>
    /// <param name="unread">Why users' requests could not be read; null if they were, or were not needed.</param>
    public static IEnumerable<Assessment> Services(
        NodeId node, IEnumerable<ServiceSample> services, ServiceMemory memory, string? unread) =>
        from service in services
        let verdict = Service(service, memory, unread)
        select new Assessment(
            ConditionType.ServiceDown, EntityId.Service(node, service.Service), verdict.Presence, Severity.Error,
            $"Service {service.Service} on {node.Name} is down",
            $"{service.Service} is {service.UnitState ?? "of unknown unit state"} and "
                + $"{service.ActiveState ?? "of unknown state"}{verdict.Suffix}")
        { Evidence = [new("activeState", service.ActiveState), new("unitState", service.UnitState)] };

    private static (Presence Presence, string Suffix) Service(ServiceSample service, ServiceMemory memory, string? unread)
    {
        if (!memory.WentInactive(service)) return Plain(service);
        if (memory.StoppedBy.TryGetValue(service.Service, out var by)) return (Presence.Absent, $": srvstop by {by}");
        return (Presence.Present, unread is null ? "" : $"; whether somebody stopped it cannot be read: {unread}");
    }

    private static (Presence Presence, string Suffix) Plain(ServiceSample service) => service switch
    {
        { UnitState: null } => (Presence.Unknown, ""),
        { UnitState: not "enabled" } => (Presence.Absent, ""),
        { ActiveState: "active" } => (Presence.Absent, ""),
        { ActiveState: "failed" } => (Presence.Present, ""),
        { ActiveState: "inactive" } => (Presence.Absent, ", and was never seen active: it may not be needed here"),
        _ => (Presence.Unknown, ""),
    };

    /// <summary>Enabled storages must be active.</summary>
    public static IEnumerable<Assessment> Storages(NodeId node, IEnumerable<StorageSample> storages) =>
        from storage in storages
        where !storage.Disabled
        let presence = storage.Active switch { true => Presence.Absent, false => Presence.Present, null => Presence.Unknown }
        select new Assessment(
            ConditionType.StorageUnavailable, EntityId.Storage(node.Cluster, node.Name, storage.Storage), presence, Severity.Error,
            $"Storage {storage.Storage} does not answer on {node.Name}",
            storage.Active == true ? "it is active" : "it is enabled but inactive")
        { Evidence = [new("active", storage.Active switch { true => "yes", false => "no", null => null })] };

    /// <summary>
    /// Certificates must not expire within <see cref="RuleSet.CertificateWarning"/>. Proxmox renews a node's own, <c>pve-ssl.pem</c>, by
    /// itself in the daily update that follows the 14th day before its end: that it was not renewed shows only two days later.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="certificates">Its certificates.</param>
    /// <param name="rules">The limits.</param>
    /// <param name="now">Now, by the nodes' clock, because the monitor's may be wrong; null if not known.</param>
    public static IEnumerable<Assessment> Certificates(
        NodeId node, IEnumerable<CertificateSample> certificates, RuleSet rules, DateTimeOffset? now) =>
        from certificate in certificates
        let left = certificate.NotAfter - now
        let presence = left switch
        {
            null => Presence.Unknown,
            { } time => time < WarningOf(certificate, rules) ? Presence.Present : Presence.Absent,
        }
        select new Assessment(
            ConditionType.CertExpiring, EntityId.Certificate(node, certificate.File), presence,
            left < TimeSpan.Zero ? Severity.Error : Severity.Warning,
            $"Certificate {certificate.File} of {node.Name} ends {Day(certificate.NotAfter)}", $"it ends {Day(certificate.NotAfter)}")
        { Evidence = [new("notAfter", Day(certificate.NotAfter))] };

    private static TimeSpan WarningOf(CertificateSample certificate, RuleSet rules) =>
        certificate.File == OwnCertificate ? rules.CertificateWarning - RenewalTime : rules.CertificateWarning;

    private static string Day(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "at an unknown time";
}

using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>The fixed list of services of a node: 19 in 8.4, 23 in 9.x (api-facts §8).</summary>
internal static class ServiceCatalog
{
    private static readonly (string Name, string Description, bool Installed)[] Common =
    [
        ("chrony", "chrony, an NTP client/server", true), ("corosync", "Corosync Cluster Engine", true),
        ("cron", "Regular background program processing daemon", true),
        ("ksmtuned", "ksmtuned.service", false), ("postfix", "Postfix Mail Transport Agent", true),
        ("pve-cluster", "The Proxmox VE cluster filesystem", true),
        ("pve-firewall", "Proxmox VE firewall", true), ("pve-ha-crm", "PVE Cluster HA Resource Manager Daemon", true),
        ("pve-ha-lrm", "PVE Local HA Resource Manager Daemon", true),
        ("pvedaemon", "PVE API Daemon", true), ("pvefw-logger", "Proxmox VE firewall logger", true),
        ("pveproxy", "PVE API Proxy Server", true),
        ("pvescheduler", "Proxmox VE scheduler", true), ("pvestatd", "PVE Status Daemon", true),
        ("spiceproxy", "PVE SPICE Proxy Server", true), ("sshd", "OpenBSD Secure Shell server", true),
        ("syslog", "syslog.service", false), ("systemd-journald", "Journal Service", true),
        ("systemd-timesyncd", "systemd-timesyncd.service", false),
    ];

    private static readonly (string Name, string Description, bool Installed)[] Newer =
    [
        ("lxcfs", "FUSE filesystem for LXC", true), ("proxmox-firewall", "Proxmox nftables firewall", true),
        ("pve-lxc-syscalld", "Proxmox VE LXC Syscall Daemon", true),
        ("qmeventd", "PVE Qemu Event Daemon", true),
    ];

    /// <summary>Whether the API refuses to stop a service.</summary>
    public static bool IsProtected(string service) => service is "pveproxy" or "pvedaemon" or "pve-cluster";

    /// <summary>Whether a service's start condition holds. corosync needs a cluster configuration.</summary>
    public static bool Runs(string service, bool standalone) => !standalone || service != "corosync";

    public static List<ServiceUnit> Make(bool version9, bool standalone) =>
        [.. (version9
            ? [.. Common, .. Newer]
            : Common).Select(unit => new ServiceUnit
            {
                Name = unit.Name,
                Description = unit.Description,
                Installed = unit.Installed,
                Inactive = !Runs(unit.Name, standalone),
            })];
}

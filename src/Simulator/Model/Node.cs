using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace OrleansMonitor.Simulator.Model;

/// <summary>A Proxmox node.</summary>
internal sealed class Node
{
    public const int Workers = 3;
    private const int KeptJournalLines = 1000;

    public required string Name { get; init; }
    public required int Index { get; init; }
    public required IPAddress Address { get; set; }
    public required int MaxCpu { get; init; }
    public required long MaxMemory { get; init; }
    public required long MaxDisk { get; init; }
    public required List<Storage> Storages { get; init; }
    public required List<ServiceUnit> Services { get; init; }
    public List<Guest> Guests { get; } = [];
    public List<SimulatedTask> Tasks { get; } = [];
    public Queue<(long At, string Text)> Journal { get; } = new();

    public bool Powered { get; set; } = true;

    /// <summary>Accepts connections but never answers; pvestatd hangs too.</summary>
    public bool Hung { get; set; }

    /// <summary>Seen as a member of the cluster by the others.</summary>
    public bool Online { get; set; } = true;

    /// <summary>When its links to the other members broke; null while they work.</summary>
    public long? IsolatedSince { get; set; }

    /// <summary>A dead NFS server: pvestatd hangs, and so does every call that reads storages (api-facts §2, §8).</summary>
    public bool StorageHung { get; set; }

    /// <summary>
    /// How long a round of its pvestatd takes, with many guests or slow storages; null for the usual time (api-facts §2).
    /// </summary>
    public TimeSpan? Round { get; set; }

    /// <summary>Counts power cycles, which invalidates steps planned before one.</summary>
    public int PowerCycle { get; set; }
    public long BootAt { get; set; }

    /// <summary>When it last lost power; 0 for never.</summary>
    public long PoweredOffAt { get; set; }
    public long OfflineSince { get; set; }
    public string HaState { get; set; } = "online";
    public double Cpu { get; set; }
    public double MemoryRatio { get; set; }
    public double DiskRatio { get; set; }

    /// <summary>The share of its memory used by caches such as the ZFS ARC; counted as used.</summary>
    public double CacheRatio { get; set; }
    public string? WakeOnLanMac { get; set; }

    /// <summary>Ignores Wake-on-LAN packets.</summary>
    public bool SleepsThrough { get; set; }
    public TimeSpan ClockSkew { get; set; }
    public DateTimeOffset CertificateNotAfter { get; set; }

    /// <summary>Its replacement certificate; null while it serves the initial one.</summary>
    public NodeCertificate? Certificate { get; set; }
    public int NextPid { get; set; } = 1200;
    public Published<PublishedNode> Sample;

    /// <summary>When the dump in pmxcfs was made, and when each worker's copy was fetched.</summary>
    public long DumpAt { get; set; }
    public (long FetchedAt, long DumpAt)[] WorkerDumps { get; } = new (long, long)[Workers];
    public long Requests { get; set; }

    public bool Serves(string service) => Services.Find(unit => unit.Name == service) is not ({ Failed: true } or { Inactive: true });

    /// <summary>
    /// It boots and serves no requests yet. A cluster member serves requests before the others see it.
    /// </summary>
    public bool Starting { get; set; }

    public bool Publishing => Powered && !Starting && !Hung && !StorageHung && Serves("pvestatd") && Serves("pve-cluster");

    /// <summary>Whether nothing listens on port 8006; new connections are reset.</summary>
    public bool Unreachable => !Powered || Starting || !Serves("pveproxy");

    /// <summary>Writes a line into its journal, at the time of its own clock.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <param name="line">The line.</param>
    public void Note(long now, string line)
    {
        Journal.Enqueue((now + (long)ClockSkew.TotalMilliseconds, line));
        if (Journal.Count > KeptJournalLines) Journal.Dequeue();
    }
}

/// <summary>A certificate that a node serves.</summary>
internal sealed record NodeCertificate(X509Certificate2 Leaf, string Fingerprint, string Pem);

using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Engine;

/// <summary>The components of the simulation, composed over one state.</summary>
internal sealed class Machinery
{
    public Machinery(ClusterModel state, Access.TokenStore tokens)
    {
        State = state;
        Tokens = tokens;
        Publisher = new(state);
        Tasks = new(state);
        Guests = new(state, Tasks);
        Migrations = new(state, Tasks);
        Backups = new(state, Tasks);
        Copies = new(state, Tasks);
        Nodes = new(state, Tasks, Guests);
        Ha = new(state, Tasks, Guests, Nodes);
        Maintenance = new(state, Migrations, Ha);
    }

    /// <summary>SHA-256 fingerprints and PEM of the certificate that every node serves, and of its authority.</summary>
    public string Fingerprint { get; set; } = "";
    public string CertificatePem { get; set; } = "";
    public string CaFingerprint { get; set; } = "";
    public string CaCertificatePem { get; set; } = "";

    /// <summary>Issues another certificate of the same authority.</summary>
    public Func<NodeCertificate> NewCertificate { get; set; } = () => throw new InvalidOperationException("nothing serves this cluster");

    public ClusterModel State { get; }
    public Access.TokenStore Tokens { get; }
    public Publisher Publisher { get; }
    public TaskRunner Tasks { get; }
    public GuestPower Guests { get; }
    public Migrations Migrations { get; }
    public Backups Backups { get; }
    public Copies Copies { get; }
    public NodePower Nodes { get; }
    public HighAvailability Ha { get; }
    public HaMaintenance Maintenance { get; }
}

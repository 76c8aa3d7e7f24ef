using System.Net;
using OrleansMonitor.Simulator.Access;
using OrleansMonitor.Simulator.Control;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Hosting;

namespace OrleansMonitor.Simulator;

/// <summary>
/// A simulated Proxmox VE cluster that listens on loopback over HTTPS and behaves like the recordings of a real one. Its state moves
/// only with its <see cref="TimeProvider"/>, so tests run it on fake time.
/// </summary>
public sealed class SimulatedProxmox : IAsyncDisposable
{
    private const int StartAttempts = 10;
    private readonly WebApplication _app;
    private readonly Certificates _certificates;

    private SimulatedProxmox(WebApplication app, Certificates certificates, Machinery machinery, SimulatedCluster cluster,
        FaultRules faults, RequestLog requests, IEnumerable<IPEndPoint> endPoints)
    {
        _app = app;
        _certificates = certificates;
        Cluster = cluster;
        Faults = faults;
        Requests = requests;
        Endpoints = [.. endPoints.Select(endPoint => new Uri($"https://{endPoint}"))];
        Fingerprint = machinery.Fingerprint;
        CaCertificatePem = machinery.CaCertificatePem;
        ReadTokenSecret = machinery.Tokens.Read.Secret;
        ActTokenSecret = machinery.Tokens.Act.Secret;
    }

    /// <summary>The address of each listening node, in their order: <c>https://127.0.1.1:8006</c> …</summary>
    public IReadOnlyList<Uri> Endpoints { get; }

    /// <summary>SHA-256 of the certificate that all nodes serve, in the form <c>AA:BB:…</c>.</summary>
    public string Fingerprint { get; }

    /// <summary>The certificate authority that signed it, as PEM.</summary>
    public string CaCertificatePem { get; }

    /// <summary>Id of a token with PVEAuditor's privileges, <c>monitor@pve!read</c>.</summary>
    public string ReadTokenId => TokenStore.ReadTokenId;

    /// <summary>Secret of the read token.</summary>
    public string ReadTokenSecret { get; }

    /// <summary>Id of a token that may act too, <c>monitor@pve!act</c>.</summary>
    public string ActTokenId => TokenStore.ActTokenId;

    /// <summary>Secret of the act token.</summary>
    public string ActTokenSecret { get; }

    /// <summary>What truly is, and everything that can be done to it.</summary>
    public SimulatedCluster Cluster { get; }

    /// <summary>Faults to inject into answers.</summary>
    public FaultRules Faults { get; }

    /// <summary>Which requests came.</summary>
    public RequestLog Requests { get; }

    /// <summary>Builds the cluster and starts to listen.</summary>
    /// <param name="options">What to simulate.</param>
    /// <param name="time">The clock; null is the system's.</param>
    /// <param name="ct">Gives up starting.</param>
    /// <exception cref="ArgumentException">The options are not usable; the message names every problem.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedProxmox> StartAsync(SimulatorOptions options, TimeProvider? time = null,
        CancellationToken ct = default)
    {
        var problems = options.Validate();
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartOnceAsync(options, time ?? TimeProvider.System, ct);
            }
            catch (IOException) when (options.Port == 0 && attempt < StartAttempts)
            {
                // Somebody took the port between finding and binding it.
            }
        }
    }

    private static async Task<SimulatedProxmox> StartOnceAsync(SimulatorOptions options, TimeProvider time, CancellationToken ct)
    {
        var endPoints = Addresses.Choose(Math.Min(options.ListenOn, options.Nodes), options.Port);
        var machinery = ClusterBuilder.Build(options, new TokenStore(options), time.GetUtcNow().ToUnixTimeMilliseconds());
        var nodes = machinery.State.Nodes;
        for (var index = 0; index < nodes.Count; index++)
            nodes[index].Address = index < endPoints.Length ? endPoints[index].Address : Addresses.Of(index);
        var certificates = Certificates.Make(endPoints.Select(endPoint => endPoint.Address), nodes.Take(endPoints.Length)
            .Select(node => node.Name));
        machinery.Fingerprint = Certificates.Fingerprint(certificates.Leaf);
        machinery.CertificatePem = certificates.Leaf.ExportCertificatePem();
        machinery.CaFingerprint = Certificates.Fingerprint(certificates.Authority);
        machinery.CaCertificatePem = certificates.Authority.ExportCertificatePem();

        var simulation = new Simulation(machinery.State, time);
        var (faults, requests) = (new FaultRules(), new RequestLog());
        var cluster = new SimulatedCluster(simulation, machinery, faults);
        var api = new ApiHandler(simulation, machinery, faults, requests) { Shown = cluster.OnShown };
        var control = new ControlHandler(cluster, new FaultControl(faults), requests);
        var app = Listener.Build([.. nodes.Zip(endPoints)], certificates, simulation, requests, (context, node) =>
            context.Request.Path.StartsWithSegments(ApiHandler.Prefix, StringComparison.Ordinal)
                ? api.HandleAsync(context, node)
                : control.HandleAsync(context));
        try
        {
            await app.StartAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            certificates.Dispose();
            throw;
        }

        return new(app, certificates, machinery, cluster, faults, requests, endPoints);
    }

    /// <summary>Stops listening; requests in flight are aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _certificates.Dispose();
    }
}

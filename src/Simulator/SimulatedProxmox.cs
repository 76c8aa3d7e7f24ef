using System.Net;
using System.Net.Security;
using OrleansMonitor.Simulator.Access;
using OrleansMonitor.Simulator.Clusters;
using OrleansMonitor.Simulator.Control;
using OrleansMonitor.Simulator.Engine;
using OrleansMonitor.Simulator.Faults;
using OrleansMonitor.Simulator.Hosting;
using OrleansMonitor.Simulator.Model;
using OrleansMonitor.Simulator.Options;
using OrleansMonitor.Simulator.Requests;

namespace OrleansMonitor.Simulator;

/// <summary>
/// A simulated Proxmox VE cluster that listens on loopback over HTTPS and behaves like the recordings of a real one. Its state changes
/// only with its <see cref="TimeProvider"/>, so tests run it on fake time.
/// </summary>
public sealed class SimulatedProxmox : IAsyncDisposable
{
    private const int StartAttempts = 10;
    private const int DefaultPort = 8006;
    private readonly Parts _parts;
    private readonly WebApplication? _app;

    private SimulatedProxmox(Parts parts, WebApplication? app)
    {
        (_parts, _app) = (parts, app);
        Endpoints = [.. parts.EndPoints.Select(endPoint => new Uri($"https://{endPoint}"))];
        ReadTokenSecret = parts.Machinery.Tokens.Read.Secret;
        ActTokenSecret = parts.Machinery.Tokens.Act.Secret;
    }

    /// <summary>The address of each listening node, in their order: <c>https://127.0.1.1:8006</c> …</summary>
    public IReadOnlyList<Uri> Endpoints { get; }

    /// <summary>SHA-256 of the certificate that all nodes serve, in the form <c>AA:BB:…</c>.</summary>
    public string Fingerprint => _parts.Machinery.Fingerprint;

    /// <summary>The certificate authority that signed it, as PEM.</summary>
    public string CaCertificatePem => _parts.Machinery.CaCertificatePem;

    /// <summary>Id of a token with PVEAuditor's privileges, <c>monitor@pve!read</c>.</summary>
    public string ReadTokenId => TokenStore.ReadTokenId;

    /// <summary>Secret of the read token.</summary>
    public string ReadTokenSecret { get; }

    /// <summary>Id of a token that may act too, <c>monitor@pve!act</c>.</summary>
    public string ActTokenId => TokenStore.ActTokenId;

    /// <summary>Secret of the act token.</summary>
    public string ActTokenSecret { get; }

    /// <summary>The true state of the cluster and all actions on it.</summary>
    public SimulatedCluster Cluster => _parts.Cluster;

    /// <summary>Faults to inject into answers.</summary>
    public FaultRules Faults => _parts.Faults;

    /// <summary>The received requests.</summary>
    public RequestLog Requests => _parts.Requests;

    /// <summary>Builds the cluster and starts to listen.</summary>
    /// <param name="options">What to simulate.</param>
    /// <param name="time">The clock; null is the system's.</param>
    /// <param name="ct">Cancels the start.</param>
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
                // The port was taken between the check and the binding.
            }
        }
    }

    /// <summary>
    /// Builds the cluster without listening. <see cref="Handler"/> calls it within the process, at addresses that exist only there. Many
    /// times faster, without sockets.
    /// </summary>
    /// <param name="options">What to simulate. If <see cref="SimulatorOptions.Port"/> is 0, 8006 is used.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The options are not usable; the message names every problem.</exception>
    public static SimulatedProxmox InMemory(SimulatorOptions options, TimeProvider time)
    {
        var problems = options.Validate();
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));
        var port = options.Port == 0 ? DefaultPort : options.Port;
        return new(
            Build(options, time,
                [.. Enumerable.Range(0, Math.Min(options.ListenOn, options.Nodes))
                    .Select(index => new IPEndPoint(Addresses.Of(index), port))]), null);
    }

    /// <summary>A handler for requests to <see cref="Endpoints"/>, for an instance that was not started to listen.</summary>
    /// <param name="tls">How the client validates certificates.</param>
    /// <param name="connected">Called when a connection is established, before the request is read.</param>
    public HttpMessageHandler Handler(SslClientAuthenticationOptions tls, Action? connected = null) =>
        new InMemoryHandler(_parts.ByAuthority, _parts.Certificates.Leaf, _parts.Simulation, AnswerAsync, tls, connected);

    // All other paths show the web interface, as on every node.
    private async Task AnswerAsync(HttpContext context, Node node)
    {
        if (context.Request.Path.StartsWithSegments(ApiHandler.Prefix, StringComparison.Ordinal))
        {
            await _parts.Api.HandleAsync(context, node);
            return;
        }

        if (_parts.Simulation.With(_ => node.Hung))
            await Task.Delay(Timeout.InfiniteTimeSpan, _parts.Simulation.Time, context.RequestAborted);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync("<title>Proxmox Virtual Environment</title>", context.RequestAborted);
    }

    private static async Task<SimulatedProxmox> StartOnceAsync(SimulatorOptions options, TimeProvider time, CancellationToken ct)
    {
        var parts = Build(options, time, Addresses.Choose(Math.Min(options.ListenOn, options.Nodes), options.Port));
        var control = new ControlHandler(parts.Cluster, new FaultControl(parts.Faults), parts.Requests);
        var app = Listener.Build(
            [.. parts.Machinery.State.Nodes.Zip(parts.EndPoints)], parts.Certificates, parts.Simulation, parts.Requests, (context, node) =>
            context.Request.Path.StartsWithSegments(ApiHandler.Prefix, StringComparison.Ordinal)
                ? parts.Api.HandleAsync(context, node)
                : control.HandleAsync(context));
        try
        {
            await app.StartAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            parts.Certificates.Dispose();
            throw;
        }

        return new(parts, app);
    }

    private static Parts Build(SimulatorOptions options, TimeProvider time, IPEndPoint[] endPoints)
    {
        var machinery = ClusterBuilder.Build(options, new TokenStore(options), time.GetUtcNow().ToUnixTimeMilliseconds());
        var nodes = machinery.State.Nodes;
        for (var index = 0; index < nodes.Count; index++)
            nodes[index].Address = index < endPoints.Length ? endPoints[index].Address : Addresses.Of(index);
        var certificates = Certificates.Make(endPoints.Select(endPoint => endPoint.Address), nodes.Take(endPoints.Length)
            .Select(node => node.Name));
        machinery.Fingerprint = Certificates.Fingerprint(certificates.Leaf);
        machinery.CertificatePem = certificates.Leaf.ExportCertificatePem();
        machinery.NewCertificate = certificates.Renew;
        machinery.CaFingerprint = Certificates.Fingerprint(certificates.Authority);
        machinery.CaCertificatePem = certificates.Authority.ExportCertificatePem();

        var simulation = new Simulation(machinery.State, time);
        var (faults, requests) = (new FaultRules(), new RequestLog());
        var cluster = new SimulatedCluster(simulation, machinery, faults);
        var api = new ApiHandler(simulation, machinery, faults, requests) { Shown = cluster.OnShown };
        return new(machinery, simulation, certificates, cluster, api, faults, requests, endPoints);
    }

    /// <summary>Stops listening; requests in flight are aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        if (_app is not null)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
        }

        _parts.Certificates.Dispose();
    }

    private sealed record Parts(
        Machinery Machinery, Simulation Simulation, Certificates Certificates, SimulatedCluster Cluster, ApiHandler Api, FaultRules Faults,
        RequestLog Requests, IPEndPoint[] EndPoints)
    {
        public IReadOnlyDictionary<string, Node> ByAuthority { get; } =
            EndPoints.Zip(Machinery.State.Nodes)
            .ToDictionary(entry => new Uri($"https://{entry.First}").Authority, entry => entry.Second, StringComparer.Ordinal);
    }
}

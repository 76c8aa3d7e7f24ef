using System.Diagnostics.Metrics;

namespace OrleansMonitor.Proxmox.Tests;

/// <summary>Requests are counted by cluster, call and outcome.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Each_call_to_an_endpoint_is_a_measurement()
    {
        var cluster = ClusterName.Parse("metrics-only");
        var seen = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, l) =>
        {
            if (instrument.Meter.Name == ProxmoxProbe.MeterName) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument.Name, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument.Name, tags));
        listener.Start();
        await using var server = await ScriptedProxmox.StartAsync();
        using var probe = ProbeFor.With(ProbeFor.Connection(server) with { Name = cluster });
        await probe.ReadMembershipAsync(cluster, ProbeFor.Cancellation);
        server.Script = Answers.With(403, "Permission check failed (/, Sys.Audit)");
        await probe.ReadMembershipAsync(cluster, ProbeFor.Cancellation);
        seen.ShouldBe(
        [
            "proxmox.client.requests membership Success", "proxmox.client.duration membership Success",
            "proxmox.client.requests membership Forbidden", "proxmox.client.duration membership Forbidden",
        ]);

        void Keep(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = tags.ToArray().ToDictionary(static t => t.Key, static t => t.Value);
            if (Equals(all["cluster"], cluster.Value)) seen.Add($"{name} {all["call"]} {all["outcome"]}");
        }
    }
}

using System.Diagnostics.Metrics;

namespace OrleansMonitor.Grains.Tests.Remediation;

/// <summary>Counts the refusals that the metric has seen, by guardrail.</summary>
internal sealed class VerdictCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, int> _refusals = new(StringComparer.Ordinal);

    public VerdictCount(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "monitor.guardrail.verdicts" && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var by = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string, StringComparer.Ordinal);
            if (by["verdict"] == "allow") return;
            lock (_refusals) _refusals[by["guardrail"]!] = _refusals.GetValueOrDefault(by["guardrail"]!) + 1;
        });
        _listener.Start();
    }

    public int Refusals(string guardrail)
    {
        lock (_refusals) return _refusals.GetValueOrDefault(guardrail);
    }

    public void Dispose() => _listener.Dispose();
}

using System.Text.RegularExpressions;

namespace OrleansMonitor.Simulator.Faults;

/// <summary>The injected faults. The first matching rule applies. Thread-safe.</summary>
public sealed class FaultRules
{
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly List<Active> _rules = [];
    private int _version;

    /// <summary>Increases with each change of <see cref="Remaining"/>.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>The rules still in effect.</summary>
    internal IReadOnlyList<FaultRule> Remaining
    {
        get
        {
            lock (_gate) return [.. _rules.Where(active => active.Remaining > 0).Select(active => active.Rule)];
        }
    }

    /// <summary>Adds a rule.</summary>
    /// <exception cref="ArgumentException"><see cref="FaultRule.PathPattern"/> is not a regular expression.</exception>
    public void Add(FaultRule rule)
    {
        var pattern = rule.PathPattern is null ? null : new Regex(rule.PathPattern, RegexOptions.CultureInvariant, RegexTimeout);
        lock (_gate) _rules.Add(new(rule, pattern));
        Interlocked.Increment(ref _version);
    }

    /// <summary>Removes a rule and releases the requests that it makes hang; false if it was not there.</summary>
    public bool Remove(FaultRule rule)
    {
        Active? active;
        lock (_gate)
        {
            active = _rules.Find(active => ReferenceEquals(active.Rule, rule));
            if (active is not null) _rules.Remove(active);
        }

        Interlocked.Increment(ref _version);
        active?.Removed.TrySetResult();
        return active is not null;
    }

    /// <summary>Removes all rules.</summary>
    public void Clear()
    {
        Active[] rules;
        lock (_gate)
        {
            rules = [.. _rules];
            _rules.Clear();
        }

        Interlocked.Increment(ref _version);
        foreach (var active in rules) active.Removed.TrySetResult();
    }

    internal Active? Match(string method, string path, string node)
    {
        lock (_gate)
        {
            var active = _rules.Find(active => active.Matches(method, path, node));
            if (active is null) return null;
            if (--active.Remaining == 0) Interlocked.Increment(ref _version);
            return active;
        }
    }

    internal sealed class Active(FaultRule rule, Regex? pattern)
    {
        public FaultRule Rule { get; } = rule;
        public int Remaining { get; set; } = rule.Times ?? int.MaxValue;
        public TaskCompletionSource Removed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Matches(string method, string path, string node) =>
            Remaining > 0
            && (Rule.Method is null || string.Equals(Rule.Method, method, StringComparison.OrdinalIgnoreCase))
            && (Rule.Node is null || Rule.Node == node)
            && (Rule.PathPrefix is null || path.StartsWith(Rule.PathPrefix, StringComparison.Ordinal))
            && (pattern is null || pattern.IsMatch(path));
    }
}

namespace OrleansMonitor.Domain.Guardrails;

/// <summary>What a guardrail answers.</summary>
public enum VerdictKind
{
    /// <summary>Nothing against it. Never the answer to something unknown.</summary>
    Allow,

    /// <summary>Not now: it is tried again, at <see cref="Verdict.Until"/> or when something changes.</summary>
    Defer,

    /// <summary>No; asked again only when something about it changes.</summary>
    Deny,
}

/// <summary>What a guardrail answers, and why: the reason is log field, audit column and event text at once.</summary>
[GenerateSerializer, Immutable, Alias("verdict")]
public sealed record Verdict
{
    private Verdict(VerdictKind kind, string reason, DateTimeOffset? until) => (Kind, Reason, Until) = (kind, reason, until);

    /// <summary>The answer.</summary>
    [Id(0)] public VerdictKind Kind { get; private init; }

    /// <summary>Why.</summary>
    [Id(1)] public string Reason { get; private init; }

    /// <summary>When to ask again, for <see cref="VerdictKind.Defer"/>; null for "when something changes".</summary>
    [Id(2)] public DateTimeOffset? Until { get; private init; }

    /// <summary>True where it allows.</summary>
    public bool Allows => Kind == VerdictKind.Allow;

    /// <summary>Nothing against it.</summary>
    public static Verdict Allow(string reason) => new(VerdictKind.Allow, reason, null);

    /// <summary>Not now.</summary>
    public static Verdict Defer(string reason, DateTimeOffset? until = null) => new(VerdictKind.Defer, reason, until);

    /// <summary>No.</summary>
    public static Verdict Deny(string reason) => new(VerdictKind.Deny, reason, null);

    /// <summary>The same for something that is not known: not now.</summary>
    internal static Verdict Blind(string what) => Defer($"{what} is not known");
}

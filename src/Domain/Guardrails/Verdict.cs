namespace OrleansMonitor.Domain.Guardrails;

/// <summary>The kinds of verdict that a guardrail can return.</summary>
public enum VerdictKind
{
    /// <summary>The guardrail has no objection. It never returns this for something unknown.</summary>
    Allow,

    /// <summary>The action must wait. It is checked again at <see cref="Verdict.Until"/>, or when a relevant fact changes.</summary>
    Defer,

    /// <summary>The action is refused. It is checked again only when a relevant fact changes.</summary>
    Deny,
}

/// <summary>A guardrail's verdict with its reason, which serves as log field, audit column and event text.</summary>
[GenerateSerializer, Immutable, Alias("verdict")]
public sealed record Verdict
{
    private Verdict(VerdictKind kind, string reason, DateTimeOffset? until) => (Kind, Reason, Until) = (kind, reason, until);

    /// <summary>The kind of verdict.</summary>
    [Id(0)] public VerdictKind Kind { get; private init; }

    /// <summary>The reason, as text.</summary>
    [Id(1)] public string Reason { get; private init; }

    /// <summary>When to check again, for <see cref="VerdictKind.Defer"/>; null to wait until a relevant fact changes.</summary>
    [Id(2)] public DateTimeOffset? Until { get; private init; }

    /// <summary>True if the guardrail allows the action.</summary>
    public bool Allows => Kind == VerdictKind.Allow;

    /// <summary>Creates a verdict that allows the action.</summary>
    public static Verdict Allow(string reason) => new(VerdictKind.Allow, reason, null);

    /// <summary>Creates a verdict that defers the action.</summary>
    public static Verdict Defer(string reason, DateTimeOffset? until = null) => new(VerdictKind.Defer, reason, until);

    /// <summary>Creates a verdict that denies the action.</summary>
    public static Verdict Deny(string reason) => new(VerdictKind.Deny, reason, null);

    /// <summary>Creates a verdict that defers the action because something is not known.</summary>
    internal static Verdict Blind(string what) => Defer($"{what} is not known");
}

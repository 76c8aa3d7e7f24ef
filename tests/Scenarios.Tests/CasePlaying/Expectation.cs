using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>
/// <c>expected.json</c> of a case: what must and must not be said. Keys may hold <c>*</c>, and alternatives between <c>|</c>; times are
/// seconds from the first poll on.
/// </summary>
internal sealed record Expectation
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>
    /// What is laid over the case, in its own form: a level to play at, or the situation where the case gives settings only.
    /// </summary>
    public JsonObject? Given { get; init; }

    /// <summary>How long it plays; two minutes beyond the last step where null.</summary>
    public double? RunFor { get; init; }

    /// <summary>The configuration is refused at start, with these words.</summary>
    public string[]? RefusedAtStart { get; init; }

    /// <summary>Incidents that must open.</summary>
    public ExpectedIncident[] Opens { get; init; } = [];

    /// <summary>Incidents that may open beside these, once each.</summary>
    public string[] MayOpen { get; init; } = [];

    /// <summary>Incidents that must not open; without it, all that are not named above.</summary>
    public string[]? OpensNot { get; init; }

    /// <summary>Incidents that are open at the end.</summary>
    public string[] OpenAtEnd { get; init; } = [];

    /// <summary>Incidents that are not open at the end.</summary>
    public string[] ResolvedAtEnd { get; init; } = [];

    /// <summary>How many things people are told.</summary>
    public ExpectedNotices Notices { get; init; } = new();

    /// <summary>How often a path of Proxmox may be posted to, at most; what is not named, never.</summary>
    public Dictionary<string, int> Posts { get; init; } = [];

    /// <summary>Events that must be there.</summary>
    public ExpectedEvent[] Events { get; init; } = [];

    /// <summary>Events that must not be there.</summary>
    public ExpectedEvent[] EventsNot { get; init; } = [];

    /// <summary>What must be read.</summary>
    public ExpectedRead[] Reads { get; init; } = [];

    /// <summary>How many requests Proxmox gets.</summary>
    public ExpectedRequests? Requests { get; init; }

    /// <summary>What is expected with each of several stated replies, instead of this.</summary>
    public Expectation[] Variants { get; init; } = [];

    public static Expectation Load(string file) => Parse(File.ReadAllText(file));

    public static Expectation Parse(string text) => JsonSerializer.Deserialize<Expectation>(text, Json)!;
}

/// <summary>An incident that must open.</summary>
internal sealed record ExpectedIncident
{
    public required string Key { get; init; }

    /// <summary>The step that brings it about.</summary>
    public double From { get; init; }

    /// <summary>How soon after that it is open at the latest; a minute where null.</summary>
    public double? Within { get; init; }

    /// <summary>Whether people must be told of it; null for either.</summary>
    public bool? Notify { get; init; }

    /// <summary>What must suppress it: <c>parent</c>, <c>maintenance</c>, <c>nodeMaintenance</c>, <c>quiet</c>, <c>level</c>.</summary>
    public string? SuppressedBy { get; init; }

    /// <summary>
    /// Words that its title, its cause, its time line or its events hold; <c>{new fingerprint}</c> is that of the certificate that came
    /// later.
    /// </summary>
    public string[] Says { get; init; } = [];

    /// <summary>Words that none of these hold.</summary>
    public string[] SaysNot { get; init; } = [];

    /// <summary>Its severity; null for any.</summary>
    public string? Severity { get; init; }

    /// <summary>How often it opens at most.</summary>
    public int Times { get; init; } = 1;
}

/// <summary>An event, by what is known of it.</summary>
internal sealed record ExpectedEvent
{
    /// <summary><c>state_change</c>, <c>threshold</c>, <c>incident</c>, <c>remediation</c> or <c>system</c>.</summary>
    public string? Type { get; init; }

    public string? Condition { get; init; }

    public string? Key { get; init; }

    /// <summary>What it is about, such as <c>lab/101</c>.</summary>
    public string? Entity { get; init; }

    public double From { get; init; }

    public double? Within { get; init; }

    public bool? Notify { get; init; }

    /// <summary>Words that its title, message or details hold.</summary>
    public string[] Says { get; init; } = [];
}

/// <summary>How many things people are told.</summary>
internal sealed record ExpectedNotices
{
    public int? Most { get; init; }

    public int? Exactly { get; init; }

    /// <summary>Only those about this incident; null for all.</summary>
    public string? Key { get; init; }
}

/// <summary>How many requests Proxmox gets from a moment on.</summary>
internal sealed record ExpectedRequests
{
    public double From { get; init; }

    public int Most { get; init; }
}

/// <summary>What must be read of a guest, a node, a cluster, its blind spots or its explanations.</summary>
internal sealed record ExpectedRead
{
    /// <summary>When; at the end where null.</summary>
    public double? At { get; init; }

    public string Cluster { get; init; } = "lab";

    public int? Guest { get; init; }

    public string? Node { get; init; }

    public string? Name { get; init; }

    public string? Status { get; init; }

    public string[]? Tags { get; init; }

    /// <summary><c>fresh</c>, <c>stale</c> or <c>unknown</c>, of the guest, the node or the cluster.</summary>
    public string? Freshness { get; init; }

    /// <summary>The cluster's state: <c>ok</c>, <c>failing</c>, <c>unreachable</c>.</summary>
    public string? State { get; init; }

    /// <summary>A blind spot that holds these words.</summary>
    public string? BlindSpot { get; init; }

    /// <summary>Words that the explanation of the guest, node or cluster holds.</summary>
    public string[] Explains { get; init; } = [];
}
